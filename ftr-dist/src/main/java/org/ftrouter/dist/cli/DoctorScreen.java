// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ftrouter.dist.doctor.Finding;
import org.ftrouter.dist.doctor.Finding.Level;
import org.ftrouter.engine.text.Messages;

/** What the doctor found, as a screen of 80 columns; a longer word, a command's argument, keeps its line. Pure. */
final class DoctorScreen {
    private static final int COLUMNS = 80;
    private static final String INDENT = "  ";

    private final Texts texts;
    private final Messages findings;

    DoctorScreen(Texts texts) {
        this.texts = texts;
        this.findings = DoctorCommand.texts(texts.language());
    }

    String print(Map<String, List<Finding>> examined) {
        List<Finding> all = examined.values().stream().flatMap(List::stream).toList();
        var lines = new ArrayList<String>();
        for (Level level : Level.values()) {
            for (Finding finding : all) {
                if (finding.level() == level) {
                    String word = texts.get(level == Level.PROBLEM ? "doctor.problem" : "doctor.note");
                    wrap(lines, "", word + " " + text(finding));
                    wrap(lines, INDENT, texts.get("doctor.remedy", "remedy", remedy(finding)));
                    lines.add("");
                }
            }
        }
        List<String> well = examined.entrySet().stream()
                .filter(e -> e.getValue().isEmpty())
                .map(e -> findings.text("check." + e.getKey()))
                .toList();
        if (!well.isEmpty()) {
            wrap(lines, "", texts.get("doctor.well", "checks", String.join(", ", well)));
        }
        long problems = all.stream().filter(f -> f.level() == Level.PROBLEM).count();
        lines.add(texts.get("doctor.sum", "problems", problems, "notes", all.size() - problems));
        return lines.stream().map(l -> l.stripTrailing() + "\n").collect(Collectors.joining());
    }

    String text(Finding finding) {
        return findings.text(finding.code(), new LinkedHashMap<>(finding.facts()));
    }

    String remedy(Finding finding) {
        return findings.text(finding.code() + ".remedy", new LinkedHashMap<>(finding.facts()));
    }

    private static void wrap(List<String> lines, String indent, String text) {
        var line = new StringBuilder(indent);
        for (String word : text.split(" ", -1)) {
            if (line.length() > indent.length() && line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(indent.isEmpty() ? INDENT : indent);
                line.append(word);
            } else {
                line.append(line.length() > indent.length() ? " " : "").append(word);
            }
        }
        lines.add(line.toString());
    }
}
