// What a telephone of the page says and hears: a tone of its own each way, all on one clock.
const context = new AudioContext({sampleRate: 48000});

/** A stream that says this tone; a call stops its tracks, so each call has one of its own. */
export function tone(hertz) {
    const source = new OscillatorNode(context, {frequency: hertz}), quieter = new GainNode(context, {gain: 0.3});
    const out = new MediaStreamAudioDestinationNode(context, {channelCount: 1});
    source.connect(quieter).connect(out);
    source.start();
    return out.stream;
}

/** A picture that changes. */
export function picture() {
    const canvas = Object.assign(document.createElement("canvas"), {width: 320, height: 240}), pen = canvas.getContext("2d");
    let step = 0;
    setInterval(() => { pen.fillStyle = `hsl(${step++ * 9}, 80%, 50%)`; pen.fillRect(0, 0, canvas.width, canvas.height); }, 100);
    return canvas.captureStream(10);
}

/** Tells the loudest tone that comes with the first audio of a connection, 0 for silence, until the connection is closed. */
export function listen(connection, tell) {
    connection.addEventListener("connectionstatechange", () => tell("media", connection.connectionState));
    connection.addEventListener("track", ({track}) => {
        if (track.kind === "audio") hear(connection, new MediaStream([track]), tell);
        else see(new MediaStream([track]), tell);
    });
}

function see(stream, tell) {
    const element = document.createElement("video");
    element.muted = true;
    element.addEventListener("loadeddata", () => tell("sees", element.videoWidth + "x" + element.videoHeight));
    element.srcObject = stream;
    element.play();
}

// Chromium gives a remote track to the web audio only while an element plays it.
function hear(connection, stream, tell) {
    const element = new Audio();
    element.srcObject = stream;
    element.play();
    const source = context.createMediaStreamSource(stream), ear = new AnalyserNode(context, {fftSize: 8192, smoothingTimeConstant: 0});
    source.connect(ear);
    const levels = new Float32Array(ear.frequencyBinCount);
    const timer = setInterval(() => {
        if (connection.connectionState === "closed") { clearInterval(timer); source.disconnect(); element.srcObject = null; return; }
        ear.getFloatFrequencyData(levels);
        const loudest = levels.reduce((best, level, i) => level > levels[best] ? i : best, 0);
        tell("hears", levels[loudest] > -60 ? Math.round(loudest * context.sampleRate / ear.fftSize) : 0);
    }, 200);
}
