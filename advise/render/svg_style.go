package render

// svgStyle gives each letter a colour that is readable on white, and another
// on black; each line has a pattern as well, so that no one needs the colours.
const svgStyle = `<style>
.paper{fill:#fff}
text{font:13px system-ui,sans-serif;fill:#1f2328}
.head{font-size:17px;font-weight:600}
.tick,.note{font-size:12px;fill:#59636e}
.grid{stroke:#d1d9e0;fill:none}
.limit{stroke:#cf222e;stroke-dasharray:2 4;fill:none}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.line.best{stroke-width:3.5}
.lead{fill:none;stroke-width:1}
.sample{fill:none;stroke-width:2}
.sample.best{stroke-width:3.5}
.name.best,.tip{font-weight:700}
.cross{stroke:#cf222e;stroke-width:2;fill:none}
path.a{stroke:#1a7f37}text.a{fill:#1a7f37}
path.b{stroke:#0b7285;stroke-dasharray:9 3}text.b{fill:#0b7285}
path.c{stroke:#1f5fbf}text.c{fill:#1f5fbf}
path.d{stroke:#8a3ab9;stroke-dasharray:3 3}text.d{fill:#8a3ab9}
path.e{stroke:#8a6100;stroke-dasharray:9 3 3 3}text.e{fill:#8a6100}
path.f{stroke:#c0262d;stroke-dasharray:5 3}text.f{fill:#c0262d}
path.g{stroke:#59636e;stroke-dasharray:12 4}text.g{fill:#59636e}
path.lead{stroke-dasharray:none;stroke-opacity:.6}
@media (prefers-color-scheme:dark){
.paper{fill:#0d1117}
text{fill:#e6edf3}
.tick,.note{fill:#9198a1}
.grid{stroke:#3d444d}
.limit,.cross{stroke:#ff7b72}
path.a{stroke:#4ac26b}text.a{fill:#4ac26b}
path.b{stroke:#4cc9d8}text.b{fill:#4cc9d8}
path.c{stroke:#79b8ff}text.c{fill:#79b8ff}
path.d{stroke:#d2a8ff}text.d{fill:#d2a8ff}
path.e{stroke:#e3b341}text.e{fill:#e3b341}
path.f{stroke:#ff8e87}text.f{fill:#ff8e87}
path.g{stroke:#9198a1}text.g{fill:#9198a1}
}
</style>`
