package io.switchhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectionTest {

    /** RFC 3264 §6.1: what is offered, what we wish, what may be answered. */
    @ParameterizedTest
    @CsvSource({
        "SENDRECV,SENDRECV,SENDRECV",
        "SENDRECV,SENDONLY,SENDONLY",
        "SENDRECV,RECVONLY,RECVONLY",
        "SENDRECV,INACTIVE,INACTIVE",
        "SENDONLY,SENDRECV,RECVONLY",
        "SENDONLY,SENDONLY,INACTIVE",
        "SENDONLY,RECVONLY,RECVONLY",
        "SENDONLY,INACTIVE,INACTIVE",
        "RECVONLY,SENDRECV,SENDONLY",
        "RECVONLY,SENDONLY,SENDONLY",
        "RECVONLY,RECVONLY,INACTIVE",
        "RECVONLY,INACTIVE,INACTIVE",
        "INACTIVE,SENDRECV,INACTIVE",
        "INACTIVE,SENDONLY,INACTIVE",
        "INACTIVE,RECVONLY,INACTIVE",
        "INACTIVE,INACTIVE,INACTIVE"
    })
    void theAnswerAllowsWhatBothWant(Direction offered, Direction wish, Direction answered) {
        assertThat(offered.answeredWith(wish)).isEqualTo(answered);
    }
}
