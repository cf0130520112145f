// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Layout;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.Sticky;

/** Gives uplinks their tables and marks, from their ids or as written, and sees that no two share one. */
final class UplinkNumbers {
    private final UplinkIds ids;
    private final Layout layout;
    private final int tableBase;
    private final int shift;
    private final int probeBit;
    private final Map<Integer, String> tables = new HashMap<>();
    private final Map<Integer, String> marks = new HashMap<>();

    UplinkNumbers(UplinkIds ids, Layout layout, int tableBase) {
        this.ids = ids;
        this.layout = layout;
        this.tableBase = tableBase;
        this.shift = Integer.numberOfTrailingZeros(layout.markMask());
        this.probeBit = 1 << (Integer.bitCount(layout.markMask()) - 1);
        tables.put(layout.balancedTable(), "the balanced table");
    }

    /** The finished uplinks, in the same order; those without numbers are left out, with a problem. */
    List<UplinkConfig> number(List<UplinkDraft> drafts) {
        Set<String> clashing = checkIds(drafts);
        List<String> names = drafts.stream().map(UplinkDraft::name).toList();
        drafts.forEach(draft -> follow(draft, names));
        var finished = new ArrayList<UplinkConfig>();
        for (UplinkDraft draft : drafts) {
            if (clashing.contains(draft.name())) {
                continue;
            }
            Optional<Integer> id =
                    draft.id() > 0 ? Optional.of(draft.id()) : ids.allocate(draft.name(), names, this::isUsable);
            if (id.isPresent()) {
                finished.add(number(draft, id.get()));
            } else {
                String hint = "widen 'routing.mark-mask'";
                draft.settings().error("id", "C409", "no id is left for uplink '" + draft.name() + "'", hint);
            }
        }
        return finished;
    }

    /** An uplink that is only called otherwise than before keeps its id, and with that its connections. */
    private void follow(UplinkDraft draft, List<String> names) {
        List<Uplink> same =
                ids.former().stream().filter(u -> isSameLine(u, draft)).toList();
        if (same.size() == 1 && !names.contains(same.get(0).name())) {
            ids.renamed(same.get(0).name(), draft.name());
        }
    }

    private static boolean isSameLine(Uplink uplink, UplinkDraft draft) {
        return uplink.device().equals(draft.device())
                && uplink.addresses().equals(draft.addresses())
                && uplink.gateways().equals(draft.gateways());
    }

    /** The finished pins: their tables and marks are made as those of uplinks, of ids from the top down. */
    List<Pin> number(List<Pin> drafts, Map<String, HoconSettings> places) {
        List<String> names = drafts.stream().flatMap(UplinkNumbers::names).toList();
        var finished = new ArrayList<Pin>();
        for (Pin pin : drafts) {
            List<Integer> own = names(pin)
                    .flatMap(name ->
                            ids.allocatePin(name, names, this::isFree).stream().peek(id -> claimPin(id, pin)))
                    .toList();
            if (own.size() < names(pin).count()) {
                String hint = "widen 'routing.mark-mask'";
                Objects.requireNonNull(places.get(pin.name()))
                        .error("name", "C409", "no id is left for pin '" + pin.name() + "'", hint);
            } else {
                finished.add(numbered(pin, own));
            }
        }
        return finished;
    }

    /** Of a pin and, if it is sticky, of its ways. */
    private static Stream<String> names(Pin pin) {
        Stream<String> ways =
                pin.sticky().stream().flatMap(s -> s.ways().stream()).map(w -> pin + "/" + w.uplink());
        return Stream.concat(Stream.of(pin.name()), ways);
    }

    private void claimPin(int id, Pin pin) {
        tables.put(tableBase + id, "pin '" + pin.name() + "'");
        marks.put(id << shift, "pin '" + pin.name() + "'");
    }

    private Pin numbered(Pin pin, List<Integer> own) {
        Optional<Sticky> sticky = pin.sticky()
                .map(s -> new Sticky(
                        s.by(),
                        s.lasts(),
                        IntStream.range(1, own.size())
                                .mapToObj(i -> new Sticky.Way(
                                        s.ways().get(i - 1).uplink(), tableBase + own.get(i), own.get(i) << shift))
                                .toList()));
        int table = tableBase + own.get(0);
        int mark = own.get(0) << shift;
        return new Pin(pin.name(), pin.match(), pin.via(), pin.shared(), pin.block(), table, mark, sticky);
    }

    private boolean isFree(int id) {
        return isUsable(id) && !tables.containsKey(tableBase + id) && !marks.containsKey(id << shift);
    }

    private Set<String> checkIds(List<UplinkDraft> drafts) {
        Map<Integer, String> seen = new HashMap<>();
        var clashing = new HashSet<String>();
        for (UplinkDraft draft : drafts) {
            String other = draft.id() > 0 ? seen.putIfAbsent(draft.id(), draft.name()) : null;
            if (other != null) {
                String text = "id " + draft.id() + " is uplink '" + other + "' already";
                draft.settings().error("id", "C404", text, "every uplink needs its own");
                clashing.add(draft.name());
            } else if (draft.id() > 0) {
                ids.written(draft.name(), draft.id());
            }
        }
        return clashing;
    }

    private boolean isUsable(int id) {
        return Integer.compareUnsigned(id, probeBit) < 0 && !LayoutReader.isSystemTable(tableBase + id);
    }

    private UplinkConfig number(UplinkDraft draft, int id) {
        HoconSettings uplink = draft.settings();
        int table = uplink.integer("table", tableBase + id, 1, Integer.MAX_VALUE);
        if (LayoutReader.isSystemTable(table)) {
            String why = uplink.has("table") ? "" : " (routing.table-base " + tableBase + " + id " + id + ")";
            String key = uplink.has("table") ? "table" : "id";
            uplink.error(key, "C410", "table " + table + why + " is the system's own", "choose another number");
        }
        claim(tables, table, "table " + table, uplink, "table");
        boolean written = uplink.has("mark");
        if (!written && Integer.compareUnsigned(id, probeBit) >= 0) {
            String text = "'routing.mark-mask' " + hex(layout.markMask()) + " is too narrow for id " + id
                    + " of uplink '" + draft.name() + "'";
            uplink.error("id", "C409", text, "widen the mask or choose an id below " + probeBit);
        }
        int mark = mark(uplink, "mark", id << shift);
        int probeMark = mark(uplink, "probe-mark", ((written ? mark >>> shift : id) | probeBit) << shift);
        claim(marks, mark, "mark " + hex(mark), uplink, "mark");
        claim(marks, probeMark, "mark " + hex(probeMark), uplink, "probe-mark");
        return draft.numbered(table, mark, probeMark);
    }

    private int mark(HoconSettings uplink, String key, int usual) {
        if (!uplink.has(key)) {
            return usual;
        }
        String given = uplink.string(key, "");
        long mark = Numbers.parse(given).filter(m -> m > 0 && m <= 0xffffffffL).orElse(0L);
        if (mark == 0 || ((int) mark & ~layout.markMask()) != 0) {
            uplink.wrong(
                    key, given, "allowed is a mark within 'routing.mark-mask' " + hex(layout.markMask()), "C409", "");
            return usual;
        }
        return (int) mark;
    }

    private static void claim(Map<Integer, String> taken, int number, String what, HoconSettings uplink, String key) {
        String other = taken.putIfAbsent(number, "'" + uplink.path() + "'");
        if (other != null && !other.equals("'" + uplink.path() + "'")) {
            uplink.error(key, "C404", what + " is used by " + other + " already", "every uplink needs its own");
        } else if (other != null) {
            uplink.error(key, "C404", what + " is used twice by this uplink", "");
        }
    }

    private static String hex(int number) {
        return "0x" + Integer.toHexString(number);
    }
}
