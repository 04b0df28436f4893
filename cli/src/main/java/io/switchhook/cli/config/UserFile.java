package io.switchhook.cli.config;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.TextFile;
import io.switchhook.pbx.UserDirectory;
import io.switchhook.sip.core.auth.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Users in a file that is read anew for each look-up, so that they come and go while the PBX runs: NUMBER:SECRET on each line. */
public final class UserFile implements UserDirectory {
    private final Path path;

    /** @throws CommandEnd when it cannot be read now */
    public UserFile(String option, Path path) throws CommandEnd {
        this.path = path;
        ExtensionLines.read(option, path);
    }

    @Override
    public Optional<Secret> find(String number, String realm) throws IOException {
        Optional<Secret> found = Optional.empty();
        for (var line : TextFile.lines(path)) {
            int colon = line.indexOf(':');
            // To the end, so that it takes the same time whoever it is.
            if (colon > 0 && line.substring(0, colon).strip().equals(number)) {
                found = Optional.of(line.substring(colon + 1).strip())
                        .filter(secret -> !secret.isEmpty())
                        .map(Secret::ofPassword);
            }
        }
        return found;
    }
}
