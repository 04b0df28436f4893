// Modules of CommonJS, as a page can have them: fetched one by one, while the module that requires them waits. Some require others again and again while they work.
const loaded = new Map(), found = new Map();

function text(path) {
    const request = new XMLHttpRequest();
    request.open("GET", path, false);
    request.send();
    return request.status === 200 ? request.responseText : undefined;
}

function find(path) {
    for (const name of [path, path + ".js", path + "/index.js"].filter(name => /\.js(on)?$/.test(name))) {
        const code = text(name);
        if (code !== undefined) return [name, code];
    }
    throw new Error("there is no module " + path);
}

function entry(name) {
    const {browser, main} = JSON.parse(text(`/libraries/${name}/package.json`));
    return new URL(typeof browser === "string" ? browser : main, `${location.origin}/libraries/${name}/`).pathname.replace(/\/$/, "");
}

function load(path) {
    if (!found.has(path)) found.set(path, find(path));
    const [name, code] = found.get(path);
    if (loaded.has(name)) return loaded.get(name).exports;
    const module = {exports: {}};
    loaded.set(name, module);
    if (name.endsWith(".json")) module.exports = JSON.parse(code);
    else new Function("module", "exports", "require", "process", code + "\n//# sourceURL=" + name)(module, module.exports,
        wanted => load(wanted.startsWith(".") ? new URL(wanted, location.origin + name).pathname : entry(wanted)), {env: {}});
    return module.exports;
}

export function require(name) { return load(entry(name)); }
