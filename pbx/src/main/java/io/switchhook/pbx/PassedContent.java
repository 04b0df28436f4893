package io.switchhook.pbx;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.AcceptHeader;
import io.switchhook.sip.message.header.ContentDispositionHeader;
import io.switchhook.sip.message.header.ContentEncodingHeader;
import io.switchhook.sip.message.header.ContentLanguageHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.DateHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.InReplyToHeader;
import io.switchhook.sip.message.header.InfoPackageHeader;
import io.switchhook.sip.message.header.MimeVersionHeader;
import io.switchhook.sip.message.header.PriorityHeader;
import io.switchhook.sip.message.header.SubjectHeader;
import java.util.List;

/** What of a request from one telephone is meant for the other and goes on as it came, its body and what describes it; and what of the answer comes back. */
final class PassedContent {
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

    private PassedContent() {}

    /** Bodies as they came; of OPTIONS what is asked for. */
    static void copy(SipRequest from, SipRequest.Builder to) {
        from.firstReadable(ContentTypeHeader.TYPE).ifPresent(type -> to.body(type, from.body()));
        for (var header : HEADERS) {
            to.copyAll(from, header);
        }
    }
}
