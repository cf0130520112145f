// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;

/** A firewall file of the administrator's own, as text. */
public final class OwnFile {
    private OwnFile() {}

    /** What it holds. The exception says in words why it cannot be read. */
    public static String text(Path file) throws RouteException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new RouteException(Reason.FAILED, file + ": " + why(e), e);
        }
    }

    private static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not read the file";
        }
        return e instanceof CharacterCodingException ? "this is not UTF-8 text" : String.valueOf(e.getMessage());
    }
}
