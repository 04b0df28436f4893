package io.switchhook.cli.console;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in words why a file could not be used; the exceptions of the JDK often name the file only. */
public final class FileTrouble {
    private FileTrouble() {}

    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        if (e instanceof CharacterCodingException) {
            return "it is no text in UTF-8";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Of a WAV file; what is wrong with its content is said with its name already. */
    public static String unplayable(Object file, IOException e) {
        var reason = reason(e);
        return reason.startsWith(file + " is ") ? reason : file + " cannot be played: " + reason;
    }

    /** With the name of the file, where there are several. */
    public static String named(IOException e) {
        var reason = reason(e);
        return e instanceof FileSystemException trouble && !reason.contains(String.valueOf(trouble.getFile()))
                ? trouble.getFile() + ": " + reason
                : reason;
    }
}
