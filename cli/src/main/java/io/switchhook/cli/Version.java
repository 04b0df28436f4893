package io.switchhook.cli;

import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote down. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        }
        return new String[] {
            "switchhook " + properties.getProperty("version", "of unknown version"),
            "Java " + Runtime.version().feature() + ", " + System.getProperty("os.name"),
        };
    }
}
