// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The API as sorted lines of text, {@code TYPE: WHAT}: one for each type, what it extends, and each member. */
final class ApiText {
    private ApiText() {}

    /** Of the compiled classes of a package and those below it. */
    static List<String> of(Path classes, String folder) throws IOException, ClassNotFoundException {
        var lines = new ArrayList<String>();
        for (String name : names(classes, folder)) {
            Class<?> type = Class.forName(name, false, ApiText.class.getClassLoader());
            if (isSeen(type)) {
                lines.addAll(of(type));
            }
        }
        return lines.stream().sorted().toList();
    }

    private static List<String> names(Path classes, String folder) throws IOException {
        try (Stream<Path> files = Files.walk(classes.resolve(folder))) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
    }

    private static boolean isSeen(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return Modifier.isPublic(type.getModifiers()) && !type.isAnonymousClass() && (outer == null || isSeen(outer));
    }

    /** Of one type. */
    static List<String> of(Class<?> type) {
        var said = new ArrayList<String>();
        said.add(kind(type));
        Optional.ofNullable(type.getGenericSuperclass()).ifPresent(above -> said.add("extends " + above.getTypeName()));
        Arrays.stream(type.getGenericInterfaces()).forEach(above -> said.add("is a " + above.getTypeName()));
        members(type.getDeclaredFields(), Field::toGenericString, said);
        members(type.getDeclaredConstructors(), Constructor::toGenericString, said);
        members(type.getDeclaredMethods(), Method::toGenericString, said);
        return said.stream().map(what -> type.getName() + ": " + what).toList();
    }

    private static String kind(Class<?> type) {
        String modifiers = Modifier.toString(type.getModifiers() & ~Modifier.INTERFACE);
        String word = type.isRecord() ? "record" : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
        String parameters = Arrays.stream(type.getTypeParameters())
                .map(parameter -> parameter + " extends " + Arrays.toString(parameter.getBounds()))
                .collect(Collectors.joining(", "));
        return modifiers + " " + word + (parameters.isEmpty() ? "" : " of " + parameters);
    }

    private interface Text<T> {
        String of(T member);
    }

    private static <T extends Member & AnnotatedElement> void members(T[] members, Text<T> text, List<String> said) {
        for (T member : members) {
            if ((member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0 && !member.isSynthetic()) {
                said.add(text.of(member));
            }
        }
    }
}
