// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;

/** Reads {@code pins}, and sees that each can be reached. */
final class PinsReader {
    private final HoconSettings top;
    private final Problems problems;
    private final PinReader reader;

    PinsReader(HoconSettings top, Problems problems, List<UplinkDraft> uplinks, Downlinks downlinks) {
        this.top = top;
        this.problems = problems;
        this.reader = new PinReader(uplinks, downlinks);
    }

    /** The pins in the order of the file. */
    List<Pin> read(UplinkNumbers numbers) {
        Map<String, HoconSettings> places = new LinkedHashMap<>();
        var drafts = new ArrayList<Pin>();
        var sound = new ArrayList<Pin>(); // of a condition that is wrong nothing can be said
        for (HoconSettings settings : top.parts("pins")) {
            int before = problems.list().size();
            Optional<Pin> read = reader.read(settings);
            if (read.isEmpty()) {
                continue;
            }
            Pin pin = read.get();
            if (places.putIfAbsent(pin.name(), settings) != null) {
                settings.error("name", "C404", "there are two pins called '" + pin.name() + "'", "rename one of them");
            } else {
                drafts.add(pin);
                if (problems.list().size() == before) {
                    checkReach(pin, sound, settings);
                    sound.add(pin);
                }
            }
        }
        if (drafts.size() > LayoutReader.MOST_PINS) {
            String text = "too many pins: " + drafts.size() + ", allowed are " + LayoutReader.MOST_PINS;
            top.error("pins", "C411", text, "give those with the same uplinks more than one address or port");
            return List.of();
        }
        return numbers.number(drafts, places);
    }

    private static void checkReach(Pin pin, List<Pin> before, HoconSettings settings) {
        for (Pin earlier : before) {
            if (covers(earlier.match(), pin.match())) {
                String text = "pin '" + pin.name() + "' is never reached: pin '" + earlier.name()
                        + "' before it takes all that it matches";
                settings.warning("name", "C421", text, "move it up, or take it out");
                return;
            }
        }
    }

    /** Whether everything that fits the narrow one fits the wide one, as far as one condition at a time can tell. */
    private static boolean covers(PinMatch wide, PinMatch narrow) {
        return wide.ofThisMachine() == narrow.ofThisMachine()
                && all(wide.sources(), narrow.sources(), (w, n) -> w.contains(n))
                && all(wide.destinations(), narrow.destinations(), (w, n) -> w.contains(n))
                && all(wide.protocols(), narrow.protocols(), Integer::equals)
                && all(wide.sourcePorts(), narrow.sourcePorts(), (w, n) -> w.contains(n))
                && all(wide.destinationPorts(), narrow.destinationPorts(), (w, n) -> w.contains(n))
                && (wide.device().isEmpty() || wide.device().equals(narrow.device()))
                && (wide.dscp().isEmpty() || wide.dscp().equals(narrow.dscp()))
                && (wide.user().isEmpty() || wide.user().equals(narrow.user()))
                && (wide.cgroup().isEmpty()
                        || isWithin(narrow.cgroup(), wide.cgroup().get()));
    }

    private static <T> boolean all(List<T> wide, List<T> narrow, java.util.function.BiPredicate<T, T> contains) {
        return wide.isEmpty()
                || (!narrow.isEmpty()
                        && narrow.stream().allMatch(n -> wide.stream().anyMatch(w -> contains.test(w, n))));
    }

    private static boolean isWithin(Optional<String> inner, String outer) {
        return inner.filter(i -> (i + "/").startsWith(outer + "/")).isPresent();
    }
}
