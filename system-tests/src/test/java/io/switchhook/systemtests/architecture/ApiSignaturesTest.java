package io.switchhook.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** How signatures are written, and that a change of them is seen. */
public class ApiSignaturesTest {

    /** Every kind of declaration that the text has to tell apart. */
    public sealed interface Outcome<T extends Comparable<T>> permits Won, Lost {
        T value() throws IOException;

        default <R> List<R> map(Function<? super T, R> change) {
            return List.of();
        }
    }

    /** A record. */
    public record Won(String value, int[] points) implements Outcome<String> {}

    /** A class that users may extend. */
    public abstract static non-sealed class Lost implements Outcome<Integer> {
        public static final int NEVER = 1;
        int hidden;

        protected Lost(long nanos) {
            hidden = (int) nanos;
        }

        protected abstract void onEnd(String... reasons);

        void alsoHidden() {}
    }

    /** An enum. */
    public enum Kind {
        WON,
        LOST
    }

    private static final String PREFIX = ApiSignaturesTest.class.getName() + ".";

    @Test
    void declarationsAreWrittenAsUsersSeeThem() {
        assertThat(ApiSignatures.ofClasses(Outcome.class, Won.class, Lost.class, Kind.class)
                        .replace(PREFIX, ""))
                .isEqualTo("""
                        public sealed interface Outcome<T extends Comparable<T>> permits Lost, Won
                            public abstract T value() throws java.io.IOException
                            public default <R> java.util.List<R> map(java.util.function.Function<? super T, R>)

                        public record Won(String value, int[] points) implements Outcome<String>

                        public static abstract class Lost implements Outcome<Integer>
                            protected abstract void onEnd(String[])
                            protected new Lost(long)
                            public static final int NEVER

                        public enum Kind
                            000 WON
                            001 LOST""");
    }

    @Test
    void newAndGoneLinesAreNamedWithTheirType() {
        var before = "public final class a.B\n    public int x()\n";
        var now = "public final class a.B\n    public long x()\n";
        assertThat(ApiSignatureTest.difference("m/api.txt", before, now))
                .containsExactly("m/api.txt: - public int x()   [a.B]", "m/api.txt: + public long x()   [a.B]");
        assertThat(ApiSignatureTest.difference("m/api.txt", now, now)).isEmpty();
    }
}
