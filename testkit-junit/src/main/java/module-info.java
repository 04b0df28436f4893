import org.jspecify.annotations.NullMarked;

/** Beside the floors, on top of the products: an embedded PBX with telephones for tests with JUnit. */
@NullMarked
module io.switchhook.testkitjunit {
    requires transitive io.switchhook.phone;
    requires transitive io.switchhook.pbx;
    requires transitive io.switchhook.testkit;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports io.switchhook.testkitjunit;
}
