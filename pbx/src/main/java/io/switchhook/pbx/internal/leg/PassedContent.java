package io.switchhook.pbx.internal.leg;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.AcceptHeader;
import io.switchhook.sip.message.header.AcceptLanguageHeader;
import io.switchhook.sip.message.header.AlertInfoHeader;
import io.switchhook.sip.message.header.AnswerModeHeader;
import io.switchhook.sip.message.header.CallInfoHeader;
import io.switchhook.sip.message.header.ContentDispositionHeader;
import io.switchhook.sip.message.header.ContentEncodingHeader;
import io.switchhook.sip.message.header.ContentLanguageHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.DateHeader;
import io.switchhook.sip.message.header.DiversionHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.HistoryInfoHeader;
import io.switchhook.sip.message.header.InReplyToHeader;
import io.switchhook.sip.message.header.InfoPackageHeader;
import io.switchhook.sip.message.header.MimeVersionHeader;
import io.switchhook.sip.message.header.OrganizationHeader;
import io.switchhook.sip.message.header.PriorityHeader;
import io.switchhook.sip.message.header.PrivAnswerModeHeader;
import io.switchhook.sip.message.header.ResourcePriorityHeader;
import io.switchhook.sip.message.header.SubjectHeader;
import io.switchhook.sip.message.header.UserToUserHeader;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What of a request from one telephone is meant for the other and goes on as it came, its body and what describes it; and what of the answer comes back. */
public final class PassedContent {
    private static final List<HeaderType<?>> HEADERS = List.of(
            ContentDispositionHeader.TYPE,
            ContentEncodingHeader.TYPE,
            ContentLanguageHeader.TYPE,
            MimeVersionHeader.TYPE,
            DateHeader.TYPE,
            ExpiresHeader.TYPE,
            SubjectHeader.TYPE,
            PriorityHeader.TYPE,
            InReplyToHeader.TYPE,
            AcceptHeader.TYPE,
            InfoPackageHeader.TYPE);

    /** What a caller says to whoever it calls. */
    private static final List<HeaderType<?>> OF_CALL = List.of(
            AlertInfoHeader.TYPE,
            PriorityHeader.TYPE,
            ResourcePriorityHeader.TYPE,
            AcceptLanguageHeader.TYPE,
            AnswerModeHeader.TYPE,
            PrivAnswerModeHeader.TYPE);

    /** The same that may tell who it is. */
    private static final List<HeaderType<?>> OF_CALLER = List.of(
            SubjectHeader.TYPE,
            CallInfoHeader.TYPE,
            OrganizationHeader.TYPE,
            InReplyToHeader.TYPE,
            UserToUserHeader.TYPE,
            HistoryInfoHeader.TYPE,
            DiversionHeader.TYPE);

    /** Headers that programs agree on among themselves begin so. */
    private static final String OWN = "X-";

    private PassedContent() {}

    /**
     * What the INVITE to each telephone takes from the caller's.
     *
     * @param hidden whether whoever is called is not to know who calls (RFC 3323)
     */
    public static Consumer<SipRequest.Builder> ofCall(SipRequest invite, boolean hidden) {
        return to -> {
            OF_CALL.forEach(header -> to.copyAll(invite, header));
            if (!hidden) {
                OF_CALLER.forEach(header -> to.copyAll(invite, header));
                copyOwn(invite, to);
            }
        };
    }

    private static void copyOwn(SipRequest from, SipRequest.Builder to) {
        var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(from.headerNames());
        for (var name : names) {
            if (name.regionMatches(true, 0, OWN, 0, OWN.length())) {
                from.values(name).stream().filter(Printable::isClean).forEach(value -> to.header(name, value));
            }
        }
    }

    /** Bodies as they came; of OPTIONS what is asked for. */
    public static void copy(SipRequest from, SipRequest.Builder to) {
        from.firstReadable(ContentTypeHeader.TYPE).ifPresent(type -> to.body(type, from.body()));
        for (var header : HEADERS) {
            to.copyAll(from, header);
        }
    }
}
