// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Follows the {@code include}s of one file: files only, relative to it, with all checks of the main file. */
final class Includes implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private static final ConfigObject NOTHING = ConfigFactory.empty().root();

    private final HoconReader reader;
    private final SourceFile file;
    private final List<HoconScanner.Include> written;

    Includes(HoconReader reader, SourceFile file, List<HoconScanner.Include> written) {
        this.reader = reader;
        this.file = file;
        this.written = written;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        return includeFile(context, new File(what));
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        Path path = file.path().resolveSibling(what.getPath());
        if (reader.isBeingRead(path)) {
            reader.add(
                    file,
                    spot(what.getPath()),
                    "C132",
                    "'" + what + "' includes itself, directly or through others",
                    "");
            return NOTHING;
        }
        if (!Files.exists(path)) {
            missing(what.getPath(), context.parseOptions().getAllowMissing());
            return NOTHING;
        }
        return reader.include(path).orElse(NOTHING);
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return refuse(what.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return refuse(what);
    }

    private void missing(String what, boolean allowed) {
        var severity = allowed ? Problem.Severity.WARNING : Problem.Severity.ERROR;
        String hint = allowed ? "HOCON would skip it silently; remove the line or create the file" : "";
        reader.add(severity, file, spot(what), "C130", "included file '" + what + "' does not exist", hint);
    }

    private ConfigObject refuse(String what) {
        reader.add(file, spot(what), "C131", "only files can be included", "write include file(\"...\")");
        return NOTHING;
    }

    private HoconScanner.Spot spot(String what) {
        return written.stream()
                .filter(i -> i.what().contains(what))
                .findFirst()
                .map(HoconScanner.Include::spot)
                .orElse(new HoconScanner.Spot(0, 0, 0));
    }
}
