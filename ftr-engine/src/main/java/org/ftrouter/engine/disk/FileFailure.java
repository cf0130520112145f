// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What the system answered about a file, in words: the text of many such exceptions is the path and nothing else. */
public final class FileFailure {
    private FileFailure() {}

    /** The reason, without the path. */
    public static String why(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something that is no folder is in the way";
        }
        boolean says = e instanceof FileSystemException of && of.getReason() != null;
        return says ? ((FileSystemException) e).getReason() : String.valueOf(e.getMessage());
    }
}
