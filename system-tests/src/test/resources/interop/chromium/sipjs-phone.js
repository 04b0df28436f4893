// A telephone by SIP.js: what it is told to do, and what it tells.
import * as SIP from "/libraries/sip.js/lib/index.js";
import {listen, picture, tone} from "/page/sound.js";

export async function create({socket, address, secret, hertz, policy}, tell) {
    const uri = SIP.UserAgent.makeURI(address);
    const calls = [];
    const agent = new SIP.UserAgent({
        uri, authorizationUsername: uri.user, authorizationPassword: secret, transportOptions: {server: socket}, logBuiltinEnabled: false,
        sessionDescriptionHandlerFactory: SIP.Web.defaultSessionDescriptionHandlerFactory(async ({video}) => stream(video)),
        sessionDescriptionHandlerFactoryOptions: {iceGatheringTimeout: 2000, peerConnectionConfiguration: {iceServers: [], bundlePolicy: policy}},
        delegate: {onInvite: invitation => {
            follow(invitation);
            tell("called by", invitation.remoteIdentity.uri.user);
        }},
    });
    const registerer = new SIP.Registerer(agent, {expires: 300});
    registerer.stateChange.addListener(state => {
        if (state === SIP.RegistererState.Registered || state === SIP.RegistererState.Unregistered) tell(state.toLowerCase());
    });

    function stream(video) {
        const all = tone(hertz);
        if (video) picture().getTracks().forEach(track => all.addTrack(track));
        return all;
    }

    function follow(session) {
        calls.push(session);
        session.delegate = {
            onSessionDescriptionHandler: handler => listen(handler.peerConnection, tell),
            onInvite: request => {
                const direction = /a=(sendonly|inactive|recvonly)/.exec(request.body)?.[1];
                tell(direction && direction !== "recvonly" ? "held" : "resumed", "remote");
            },
            onCancel: () => tell("failed", "remote", "CANCEL"),
            onInfo: async info => {
                await info.accept();
                tell("digit", /Signal=\s*(\S)/.exec(info.request.body)?.[1]);
            },
            onRefer: async referral => {
                await referral.accept();
                const inviter = referral.makeInviter(options());
                follow(inviter);
                await inviter.invite();
            },
            onBye: bye => { bye.accept(); tell("ended", "remote"); },
        };
        session.stateChange.addListener(state => {
            if (state === SIP.SessionState.Established) tell("answered");
            if (state === SIP.SessionState.Terminated) { calls.splice(calls.indexOf(session), 1); tell("terminated"); }
        });
    }

    const options = video => ({sessionDescriptionHandlerOptions: {constraints: {audio: true, video: Boolean(video)}}});
    const target = number => SIP.UserAgent.makeURI(address.replace(uri.user, number));

    async function change(more) {
        const session = calls.at(-1);
        session.sessionDescriptionHandlerOptionsReInvite = {...options().sessionDescriptionHandlerOptions, ...more};
        await session.invite({requestDelegate: {onAccept: () => tell("changed"), onReject: ({message}) => tell("not changed", message.statusCode)}});
    }

    const reports = {requestDelegate: {onReject: ({message}) => tell("not transferred", message.statusCode)}, onNotify: notification => {
        notification.accept();
        const status = Number(/^SIP\/2\.0 (\d+)/.exec(notification.request.body)[1]);
        if (status >= 200) tell(status < 300 ? "transferred" : "not transferred", status);
    }};

    await agent.start();
    tell("connected");
    return {
        register: () => registerer.register({requestDelegate: {onReject: ({message}) => tell("not registered", message.statusCode)}}),
        unregister: () => registerer.unregister(),
        call: async (number, video) => {
            const inviter = new SIP.Inviter(agent, target(number), options(video));
            follow(inviter);
            await inviter.invite({requestDelegate: {
                onProgress: ({message}) => tell("ringing", message.statusCode),
                onReject: ({message}) => tell("failed", "remote", message.statusCode),
            }});
        },
        answer: video => calls.at(-1).accept(options(video)),
        reject: status => calls.at(-1).reject({statusCode: Number(status)}),
        hangup: () => {
            const session = calls.at(-1);
            return session.state === SIP.SessionState.Established ? session.bye() : session.cancel();
        },
        hold: () => change({hold: true}),
        resume: () => change({hold: false}),
        restart: () => change({offerOptions: {iceRestart: true}}),
        digit: (way, digit) => way === "rtp" ? calls.at(-1).sessionDescriptionHandler.sendDtmf(digit) : calls.at(-1).info({requestOptions: {body: {
            contentDisposition: "render", contentType: "application/dtmf-relay", content: `Signal=${digit}\r\nDuration=160`}}}),
        transfer: number => calls.at(-1).refer(target(number), reports),
        join: () => calls[0].refer(calls[1], reports),
        stop: () => agent.stop(),
    };
}
