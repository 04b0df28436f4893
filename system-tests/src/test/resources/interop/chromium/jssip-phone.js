// A telephone by JsSIP: what it is told to do, and what it tells.
import {require} from "/page/commonjs.js";
import {listen, picture, tone} from "/page/sound.js";

const JsSIP = require("jssip");

export function create({socket, address, secret, hertz, policy}, tell) {
    const agent = new JsSIP.UA({sockets: [new JsSIP.WebSocketInterface(socket)], uri: address, password: secret, register: false, register_expires: 300});
    const calls = [];
    const own = video => ({mediaStream: stream(video), pcConfig: {iceServers: [], bundlePolicy: policy}});

    function stream(video) {
        const all = tone(hertz);
        if (video) picture().getTracks().forEach(track => all.addTrack(track));
        return all;
    }

    function follow(session) {
        calls.push(session);
        const gone = () => calls.splice(calls.indexOf(session), 1);
        if (session.connection) listen(session.connection, tell);
        else session.on("peerconnection", ({peerconnection}) => listen(peerconnection, tell));
        session.on("progress", ({originator, response}) => originator === "remote" && tell("ringing", response.status_code));
        session.on("confirmed", () => tell("answered"));
        session.on("ended", ({originator}) => { gone(); tell("ended", originator); });
        session.on("failed", ({originator, message, cause}) => { gone(); tell("failed", originator, message?.status_code ?? message?.method ?? cause); });
        session.on("icecandidate", ({ready}) => setTimeout(ready, 200));
        session.on("hold", ({originator}) => tell("held", originator));
        session.on("unhold", ({originator}) => tell("resumed", originator));
        session.on("newDTMF", ({originator, dtmf}) => originator === "remote" && tell("digit", dtmf.tone));
        session.on("peerconnection:setremotedescriptionfailed", problem => tell("takes no description:", problem));
        session.on("refer", ({accept}) => accept(follow, own()));
    }

    agent.on("registered", () => tell("registered"));
    agent.on("unregistered", () => tell("unregistered"));
    agent.on("registrationFailed", ({response, cause}) => tell("not registered", response?.status_code ?? cause));
    agent.on("newRTCSession", ({originator, session}) => {
        follow(session);
        if (originator === "remote") tell("called by", session.remote_identity.uri.user);
    });
    agent.on("connected", () => tell("connected"));
    agent.start();

    const changed = done => done || tell("not possible");
    return {
        register: () => agent.register(),
        unregister: () => agent.unregister(),
        call: (number, video) => agent.call(number, own(video)),
        answer: video => calls.at(-1).answer(own(video)),
        reject: status => calls.at(-1).terminate({status_code: Number(status)}),
        hangup: () => calls.at(-1).terminate(),
        hold: way => changed(calls.at(-1).hold({useUpdate: way === "update"}, () => tell("changed"))),
        resume: way => changed(calls.at(-1).unhold({useUpdate: way === "update"}, () => tell("changed"))),
        restart: () => changed(calls.at(-1).renegotiate({rtcOfferConstraints: {iceRestart: true}}, () => tell("changed"))),
        digit: (way, digit) => calls.at(-1).sendDTMF(digit, {transportType: way === "info" ? "INFO" : "RFC2833"}),
        transfer: number => referred(calls.at(-1).refer(number)),
        join: () => referred(calls[0].refer(calls[1].remote_identity.uri, {replaces: calls[1]})),
        stop: () => agent.stop(),
    };

    function referred(subscriber) {
        subscriber.on("accepted", ({status_line}) => tell("transferred", status_line.status_code));
        subscriber.on("failed", ({status_line}) => tell("not transferred", status_line.status_code));
        subscriber.on("requestFailed", ({cause}) => tell("not transferred", cause));
    }
}
