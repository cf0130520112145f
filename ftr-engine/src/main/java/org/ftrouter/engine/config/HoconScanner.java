// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a HOCON text loosely, beside the real parser, for what that one does not tell: where a brace was opened, which
 * key was written twice, what was included, which comment is glued to a value. Accepts any text and never fails; whether
 * a text is valid is decided by the parser alone.
 */
final class HoconScanner {
    private static final String RESERVED = ":=+^?!@*&\\$`";

    /**
     * Something found in the text.
     *
     * @param line from 1
     * @param column from 1
     * @param width characters
     */
    record Spot(int line, int column, int width) {}

    /** A probable mistake in the syntax. */
    record Mistake(Spot spot, String code, String text, String hint) {}

    /** A key that is given a value: its full path, and the first character of the value. */
    record Field(List<String> path, Spot spot, char value, boolean appends) {}

    /** An {@code include}: what stands behind the word. */
    record Include(Spot spot, String what) {}

    /** A {@code ${...}} in the value of a key. */
    record Reference(String from, String to) {}

    private record Frame(char kind, Spot spot, int indent, List<String> path) {}

    final List<Mistake> mistakes = new ArrayList<>();
    final List<Spot> gluedComments = new ArrayList<>();
    final List<Field> fields = new ArrayList<>();
    final List<Include> includes = new ArrayList<>();
    final List<Reference> references = new ArrayList<>();
    int depth;

    private final String text;
    private final Deque<Frame> open = new ArrayDeque<>();
    private List<String> lastPath = List.of();
    private @Nullable Frame suspect;
    private int at;
    private int line = 1;
    private int lineStart;

    private HoconScanner(String text) {
        this.text = text;
    }

    /** Scans a text. */
    static HoconScanner scan(String text) {
        var scanner = new HoconScanner(text);
        while (scanner.skipBlank(true)) {
            scanner.member();
        }
        scanner.end();
        return scanner;
    }

    private void member() {
        char c = peek();
        Frame frame = open.peek();
        if (c == '}' || c == ']') {
            close(c);
        } else if (frame != null && frame.kind() == '[') {
            var path = new ArrayList<>(frame.path());
            path.add("[" + at + "]");
            value(path);
        } else if (c == '{' || c == '[' || c == '$') {
            value(lastPath);
        } else {
            field(frame == null ? List.of() : frame.path());
        }
    }

    private void field(List<String> parent) {
        int start = at;
        Spot first = spot(1);
        var path = new ArrayList<>(parent);
        path.addAll(key());
        String written = text.substring(start, at).strip();
        var spot = new Spot(first.line(), first.column(), Math.max(1, written.length()));
        if (written.equals("include")) {
            includes.add(new Include(spot, included()));
            return;
        }
        skipBlank(false);
        boolean appends = text.startsWith("+=", at);
        if (appends) {
            at++;
        }
        if (more() && (peek() == '=' || peek() == ':')) {
            at++;
            skipBlank(false);
        } else if (!more() || peek() != '{') {
            mistakes.add(new Mistake(spot, "C108", "'" + written + "' has no value", "write " + written + " = ..."));
            at += more() && at == start ? 1 : 0;
            return;
        }
        if (more()) {
            depth = Math.max(depth, path.size());
            fields.add(new Field(path, spot, peek(), appends));
            value(path);
        }
    }

    private String included() {
        int start = at;
        while (more() && "\n,}#".indexOf(peek()) < 0) {
            if (peek() == '"') {
                quoted();
            } else {
                at++;
            }
        }
        return text.substring(start, at).strip();
    }

    /** The elements of a key; stands behind it afterwards. */
    private List<String> key() {
        var path = new ArrayList<String>();
        var element = new StringBuilder();
        while (more() && "{}[]=:+,#\n".indexOf(peek()) < 0) {
            if (element.toString().matches("\\s*include\\s+") && !Character.isWhitespace(peek())) {
                break;
            }
            if (peek() == '"') {
                int start = at;
                quoted();
                element.append(text, start, at);
            } else if (peek() == '.') {
                at++;
                path.add(plain(element));
                element.setLength(0);
            } else {
                element.append(text.charAt(at++));
            }
        }
        path.add(plain(element));
        return path;
    }

    private static String plain(StringBuilder element) {
        String key = element.toString().strip();
        return key.length() > 1 && key.startsWith("\"") && key.endsWith("\"")
                ? key.substring(1, key.length() - 1)
                : key;
    }

    /** Reads a value up to its end, or up to an opening brace or bracket. */
    private void value(List<String> path) {
        lastPath = path;
        boolean reserved = false;
        while (more() && "\n,}]".indexOf(peek()) < 0) {
            char c = peek();
            if (c == '{' || c == '[') {
                open.push(new Frame(c, spot(1), indent(), path));
                depth = Math.max(depth, open.size());
                at++;
                return;
            } else if (c == '"') {
                quoted();
            } else if (c == '#' || text.startsWith("//", at)) {
                comment();
            } else if (text.startsWith("${", at)) {
                reference(path);
            } else {
                if (!reserved && isReserved(c)) {
                    reserved = true;
                    mistakes.add(new Mistake(
                            spot(1), "C105", "'" + c + "' is special in HOCON", "put the value in double quotes"));
                }
                at++;
            }
        }
    }

    private void reference(List<String> path) {
        int end = text.indexOf('}', at);
        String to = text.substring(at + 2, end < 0 ? text.length() : end);
        references.add(new Reference(joined(path), to.startsWith("?") ? to.substring(1) : to));
        advance(end < 0 ? text.length() : end + 1);
    }

    /** In a list, an equals sign tells that the list was to end before. */
    private boolean isReserved(char c) {
        Frame frame = open.peek();
        return RESERVED.indexOf(c) >= 0 && (c != '=' || frame == null || frame.kind() == '{');
    }

    private void comment() {
        char before = at == 0 ? '\n' : text.charAt(at - 1);
        if (!Character.isWhitespace(before) && "\"]}=:,[{".indexOf(before) < 0) {
            gluedComments.add(spot(1));
        }
        restOfLine();
    }

    private void quoted() {
        Spot start = spot(1);
        boolean triple = text.startsWith("\"\"\"", at);
        if (triple) {
            int end = text.indexOf("\"\"\"", at + 3);
            advance(end < 0 ? text.length() : end + 3);
            return;
        }
        at++;
        while (more() && peek() != '"' && peek() != '\n') {
            at += peek() == '\\' && at + 1 < text.length() ? 2 : 1;
        }
        if (more() && peek() == '"') {
            at++;
        } else {
            mistakes.add(new Mistake(start, "C106", "this quote is not closed on its line", "add the missing '\"'"));
        }
    }

    private void close(char c) {
        char opens = c == '}' ? '{' : '[';
        if (open.stream().noneMatch(frame -> frame.kind() == opens)) {
            mistakes.add(new Mistake(spot(1), "C104", "this '" + c + "' closes nothing", "remove it"));
            at++;
            return;
        }
        Frame frame = open.pop();
        while (frame.kind() != opens) {
            unclosed(frame);
            frame = open.pop();
        }
        boolean alone = text.substring(lineStart, at).isBlank();
        if (suspect == null && alone && at - lineStart < frame.indent()) {
            suspect = frame;
        }
        lastPath = frame.path();
        at++;
    }

    private void end() {
        Frame inner = open.peek();
        if (inner != null) {
            unclosed(suspect == null ? inner : suspect);
        }
    }

    private void unclosed(Frame frame) {
        char closes = frame.kind() == '{' ? '}' : ']';
        String what = "this '" + frame.kind() + "' is never closed";
        mistakes.add(new Mistake(frame.spot(), "C104", what, "add the missing '" + closes + "'"));
    }

    /** Skips white space, comments and, between members, commas; false at the end of the text. */
    private boolean skipBlank(boolean commas) {
        while (more()) {
            char c = peek();
            if (c == '#' || text.startsWith("//", at)) {
                restOfLine();
            } else if (Character.isWhitespace(c) || c == '\ufeff' || (commas && c == ',')) {
                advance(at + 1);
            } else {
                return true;
            }
        }
        return false;
    }

    private String restOfLine() {
        int end = text.indexOf('\n', at);
        String rest = text.substring(at, end < 0 ? text.length() : end);
        at += rest.length();
        return rest.strip();
    }

    private void advance(int to) {
        for (; at < to; at++) {
            if (text.charAt(at) == '\n') {
                line++;
                lineStart = at + 1;
            }
        }
    }

    private int indent() {
        int first = lineStart;
        while (first < at && Character.isWhitespace(text.charAt(first))) {
            first++;
        }
        return first - lineStart;
    }

    private boolean more() {
        return at < text.length();
    }

    private char peek() {
        return text.charAt(at);
    }

    private Spot spot(int width) {
        return new Spot(line, at - lineStart + 1, width);
    }

    /** A path as one writes it. */
    static String joined(List<String> path) {
        return ConfigUtil.joinPath(path);
    }
}
