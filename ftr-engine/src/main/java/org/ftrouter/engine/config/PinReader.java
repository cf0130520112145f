// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.Sticky;

/** Reads one element of {@code pins}. */
final class PinReader {
    /** What becomes of a pin's connections while none of its uplinks is usable. */
    enum Else {
        ANY,
        BLOCK
    }

    private static final Duration STICKY = Duration.ofMinutes(10);

    private final List<UplinkDraft> uplinks;
    private final Downlinks downlinks;

    PinReader(List<UplinkDraft> uplinks, Downlinks downlinks) {
        this.uplinks = uplinks;
        this.downlinks = downlinks;
    }

    /** The pin without its numbers; empty if it is not even one. */
    Optional<Pin> read(HoconSettings settings) {
        String name = settings.string("name");
        PinMatch match = new PinMatchReader(settings, downlinks).read();
        boolean shared = settings.peek("via") instanceof ConfigObject;
        List<Pin.Via> via = shared ? shares(settings.section("via")) : list(settings);
        Else otherwise = settings.choice("else", Else.class, Else.ANY);
        Optional<Sticky> sticky = sticky(settings, match, via);
        checkFamilies(settings, match, via);
        if (!name.isEmpty() && !Uplink.NAME.matcher(name).matches()) {
            String text = "'" + Shown.safe(name) + "' cannot be the name of a pin";
            String hint = "up to 31 letters, digits, '_', '.', '-', beginning with a letter or digit";
            settings.error("name", "C420", text, hint);
            return Optional.empty();
        }
        if (name.isEmpty() || via.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Pin(name, match, via, shared, otherwise == Else.BLOCK, 0, 0, sticky));
    }

    /** Its ways are without their numbers yet. */
    private static Optional<Sticky> sticky(HoconSettings settings, PinMatch match, List<Pin.Via> via) {
        Duration lasts = settings.duration("sticky-for", STICKY, Duration.ofSeconds(1), Duration.ofDays(1));
        if (!settings.has("sticky")) {
            if (settings.has("sticky-for")) {
                String text = "'" + settings.named("sticky-for") + "' needs 'sticky'";
                settings.error("sticky-for", "C420", text, "write sticky = source, or source-destination, too");
            }
            return Optional.empty();
        }
        Sticky.By by = settings.choice("sticky", Sticky.By.class, Sticky.By.SOURCE);
        if (match.ofThisMachine()) {
            String text = "'" + settings.path() + "' is for programs of this machine, which are one source together";
            settings.error("sticky", "C420", text, "leave 'sticky' out");
        } else if (via.size() == 1) {
            String text = "'" + settings.path() + "' is sticky, but has one uplink only: its clients have no other";
            settings.warning("sticky", "C421", text, "leave 'sticky' out, or name another uplink");
            return Optional.empty();
        }
        var ways = via.stream().map(v -> new Sticky.Way(v.uplink(), 0, 0)).toList();
        return Optional.of(new Sticky(by, Duration.ofSeconds(lasts.toSeconds()), ways));
    }

    private List<Pin.Via> list(HoconSettings settings) {
        var via = new ArrayList<Pin.Via>();
        if (!settings.has("via")) {
            settings.missing("via");
            return via;
        }
        for (String uplink : settings.strings("via")) {
            if (via.stream().anyMatch(v -> v.uplink().equals(uplink))) {
                settings.error(
                        "via",
                        uplink,
                        "C420",
                        "'" + settings.named("via") + "' has '" + Shown.safe(uplink) + "' twice",
                        "");
            } else if (isKnown(settings, "via", uplink)) {
                via.add(new Pin.Via(uplink, 1));
            }
        }
        if (settings.strings("via").isEmpty()) {
            settings.error("via", "C420", "'" + settings.named("via") + "' is empty", "name an uplink");
        }
        return via;
    }

    private List<Pin.Via> shares(HoconSettings shares) {
        var via = new ArrayList<Pin.Via>();
        for (String uplink : shares.keys()) {
            int weight = shares.integer(uplink, 1, 1, 256);
            if (isKnown(shares, uplink, uplink)) {
                via.add(new Pin.Via(uplink, weight));
            }
        }
        return via;
    }

    private boolean isKnown(HoconSettings settings, String key, String uplink) {
        List<String> names = uplinks.stream().map(UplinkDraft::name).toList();
        if (names.contains(uplink)) {
            return true;
        }
        String hint = Suggestion.of(uplink, names)
                .map(word -> "did you mean '" + word + "'?")
                .orElse("uplinks are: " + String.join(", ", names));
        settings.error(key, uplink, "C420", "'" + Shown.safe(uplink) + "' is no uplink", hint);
        return false;
    }

    /** A pin whose conditions fit in a family that none of its uplinks has would never do anything. */
    private void checkFamilies(HoconSettings settings, PinMatch match, List<Pin.Via> via) {
        boolean any = via.isEmpty() || match.families().isEmpty();
        for (UplinkDraft uplink : uplinks) {
            boolean used = via.stream().anyMatch(v -> v.uplink().equals(uplink.name()));
            any |= used && match.families().stream().anyMatch(uplink.families()::contains);
        }
        if (!any) {
            Family family = match.families().iterator().next();
            String text = "'" + settings.path() + "' is for " + family + ", which none of its uplinks has";
            settings.error("via", "C420", text, "name another uplink");
        }
    }
}
