package io.switchhook.media.rtcp;

/** One packet of a compound. */
public sealed interface RtcpPacket
        permits SenderReport, ReceiverReport, SourceDescription, Goodbye, ExtendedReport, UnknownRtcp {

    /** For a switch. */
    enum Kind {
        SENDER_REPORT,
        RECEIVER_REPORT,
        SOURCE_DESCRIPTION,
        GOODBYE,
        EXTENDED_REPORT,
        UNKNOWN
    }

    Kind kind();
}
