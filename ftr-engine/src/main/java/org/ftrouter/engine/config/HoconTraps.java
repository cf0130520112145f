// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.engine.config.HoconScanner.Field;
import org.ftrouter.engine.config.HoconScanner.Spot;

/** What HOCON accepts without a word although nobody means it: a key written twice, a comment glued to a value. */
final class HoconTraps {
    private final SourceFile file;
    private final HoconScanner scan;
    private final Problems problems;
    private final List<List<String>> twice = new ArrayList<>();

    HoconTraps(SourceFile file, HoconScanner scan, Problems problems) {
        this.file = file;
        this.scan = scan;
        this.problems = problems;
    }

    void check() {
        Map<List<String>, Spot> first = new HashMap<>();
        for (Field field : scan.fields) {
            Spot earlier = first.putIfAbsent(field.path(), field.spot());
            if (earlier != null && !field.appends() && field.value() != '$') {
                twice(field, earlier.line());
            }
        }
        for (Spot spot : scan.gluedComments) {
            String sign = file.lines().get(spot.line() - 1).substring(spot.column() - 1, spot.column());
            String text = "'" + sign + "' begins a comment here and cuts the value short";
            String hint = "put the value in double quotes, or a space before the comment";
            problems.add(file.problem(Problem.Severity.WARNING, spot, "", "C122", text, hint));
        }
    }

    private void twice(Field field, int firstLine) {
        if (twice.stream().anyMatch(outer -> isWithin(field.path(), outer))) {
            return;
        }
        String key = HoconScanner.joined(field.path());
        boolean uplink = field.path().size() == 2 && field.path().get(0).equals("uplinks");
        if (field.value() == '{' && !uplink) {
            return; // two blocks of different keys; the same key in both is found by itself
        }
        twice.add(field.path());
        String what = uplink ? "uplink '" + field.path().get(1) + "'" : "'" + key + "'";
        String hint = uplink
                ? "HOCON would quietly mix both; to change one setting elsewhere write " + key
                        + ".weight = 2 in conf.d/"
                : "the second would win silently; remove one";
        String text = what + " is written twice (first at line " + firstLine + ")";
        problems.add(file.problem(Problem.Severity.ERROR, field.spot(), "", "C110", text, hint));
    }

    private static boolean isWithin(List<String> path, List<String> outer) {
        return path.size() > outer.size() && path.subList(0, outer.size()).equals(outer);
    }
}
