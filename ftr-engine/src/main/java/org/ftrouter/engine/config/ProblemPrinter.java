// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Shows problems to people: place, text and code, then the line with the spot marked, then what to do. 80 columns wide
 * as long as words allow. In English, for the texts quote the syntax.
 */
public final class ProblemPrinter {
    private static final int WIDTH = 80;
    private static final String INDENT = "      ";

    private final Path folder;

    /** Files are named relative to the folder, if they are in it. */
    public ProblemPrinter(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** All problems, an empty line after each, and a count. */
    public String print(List<Problem> problems) {
        return problems.stream().map(p -> print(p) + "\n").collect(Collectors.joining()) + summary(problems) + "\n";
    }

    /** How many there are: {@code 3 errors, 2 warnings.} */
    public static String summary(List<Problem> problems) {
        long errors = problems.stream()
                .filter(p -> p.severity() == Problem.Severity.ERROR)
                .count();
        return count(errors, "error") + ", " + count(problems.size() - errors, "warning") + ".";
    }

    private static String count(long number, String what) {
        return (number == 0 ? "no" : Long.toString(number)) + " " + what + (number == 1 ? "" : "s");
    }

    /** One problem; each line ends with a newline. */
    public String print(Problem problem) {
        var lines = new ArrayList<>(heading(problem));
        if (!problem.source().isEmpty() && problem.column() > 0) {
            lines.addAll(excerpt(problem));
        } else {
            lines.addAll(wrap(INDENT, problem.hint(), WIDTH));
        }
        return lines.stream().map(line -> line.stripTrailing() + "\n").collect(Collectors.joining());
    }

    private List<String> heading(Problem problem) {
        String severity = problem.severity().name().toLowerCase(Locale.ROOT);
        String code = "[" + problem.code() + "]";
        int width = WIDTH - code.length() - 1;
        List<String> lines = wrap("", place(problem) + ": " + severity + ": " + problem.text(), width);
        String first = lines.get(0);
        String padding = " ".repeat(Math.max(1, WIDTH - code.length() - first.length()));
        lines.set(0, first + padding + code);
        return lines;
    }

    private String place(Problem problem) {
        Path file = problem.file().toAbsolutePath().normalize();
        boolean inside = file.startsWith(folder) && !file.equals(folder);
        String name = (inside ? folder.relativize(file) : file).toString();
        return problem.line() > 0 ? name + ":" + problem.line() : name;
    }

    private static List<String> excerpt(Problem problem) {
        String number = String.format(Locale.ROOT, "%5d | ", problem.line());
        String source = problem.source();
        int room = WIDTH - number.length();
        int end = problem.column() - 1 + problem.width();
        int from = Math.max(0, Math.min(end - room + 6, problem.column() - 4));
        String left = from > 0 ? "..." : "";
        String shown = left + source.substring(Math.min(source.length(), from + left.length()));
        if (shown.length() > room) {
            shown = shown.substring(0, room - 3) + "...";
        }
        int column = problem.column() - 1 - from;
        int width = Math.max(1, Math.min(problem.width(), room - column));
        String marks = "      | " + " ".repeat(column) + "^".repeat(width);
        var lines = new ArrayList<>(List.of(number + shown));
        if (marks.length() + 1 + problem.hint().length() <= WIDTH) {
            lines.add(marks + " " + problem.hint());
        } else {
            lines.add(marks);
            lines.addAll(wrap(INDENT, problem.hint(), WIDTH));
        }
        return lines;
    }

    /** Breaks a text at its spaces; lines after the first are indented. */
    private static List<String> wrap(String firstIndent, String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder(firstIndent);
        for (String word : text.split(" ", -1)) {
            boolean empty = line.toString().isBlank();
            if (!empty && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(INDENT);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
        }
        if (!line.toString().isBlank()) {
            lines.add(line.toString());
        }
        return lines;
    }
}
