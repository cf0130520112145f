// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads configuration files, each once and whole, and refuses what is no text. */
final class Sources {
    private static final int MOST_BYTES = 5 * 1024 * 1024;

    private final List<SourceFile> files = new ArrayList<>();
    private final Problems problems;

    Sources(Problems problems) {
        this.problems = problems;
    }

    /** The files read so far, each at its number. */
    List<SourceFile> files() {
        return files;
    }

    /** Reads a file; empty if that is not possible, and then there is a problem. */
    Optional<SourceFile> read(Path path) {
        problems.read(path);
        try {
            if (Files.isDirectory(path)) {
                return refuse(path, 0, "C002", "is a folder, not a file", "");
            }
            try (InputStream in = Files.newInputStream(path)) {
                return decode(path, in.readNBytes(MOST_BYTES + 1));
            }
        } catch (NoSuchFileException e) {
            return refuse(path, 0, "C001", "there is no such file", "");
        } catch (AccessDeniedException e) {
            return refuse(path, 0, "C002", "this user may not read the file", "");
        } catch (IOException e) {
            return refuse(path, 0, "C002", "the file cannot be read: " + e.getMessage(), "");
        }
    }

    /** Adds a text that does not come from a file of the administrator. */
    SourceFile add(Path path, String text) {
        var file = new SourceFile(files.size(), path, text);
        files.add(file);
        return file;
    }

    private Optional<SourceFile> decode(Path path, byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            return refuse(path, 0, "C003", "the file is larger than 5 MB", "");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        if (result.isError()) {
            return refuse(path, lineAt(text, text.length()), "C004", "this is not UTF-8 text", "");
        }
        int zero = text.toString().indexOf(0);
        if (zero >= 0) {
            return refuse(path, lineAt(text, zero), "C004", "this is not text: it contains a NUL byte", "");
        }
        String clean = text.toString().replace("\r\n", "\n");
        return Optional.of(add(path, clean.startsWith("\ufeff") ? clean.substring(1) : clean));
    }

    private static int lineAt(CharSequence text, int position) {
        return 1
                + (int) text.subSequence(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    private Optional<SourceFile> refuse(Path path, int line, String code, String text, String hint) {
        problems.add(new Problem(Problem.Severity.ERROR, path, line, 0, 0, "", text, hint, code, ""));
        return Optional.empty();
    }
}
