// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Looks up the names of receivers, and keeps on disk what it found: while DNS does not answer, which is just when there is
 * something to tell, the last good addresses are used. Safe for all threads.
 */
public final class Names {
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(5);
    private final Supplier<Path> folder;
    private final Lookup lookup;
    private final Via via;
    private final Duration patience;

    /** The system's way to look up a name, or a test's. */
    public interface Lookup {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /**
     * Looks names up where they are to be reached, and keeps them below a folder, which is asked for when it is needed. Of
     * the time for a delivery, half is left for it when a kept address has to do.
     */
    public Names(Supplier<Path> folder, Via via, Duration delivery) {
        this(folder, via::addresses, via, delivery);
    }

    /** Keeps nothing. */
    public static Names unkept() {
        return new Names(
                () -> {
                    throw new UncheckedIOException(new IOException("nothing is kept"));
                },
                Via.ROUTES,
                MOST_PATIENCE.multipliedBy(2));
    }

    Names(Supplier<Path> folder, Lookup lookup, Duration delivery) {
        this(folder, lookup, Via.ROUTES, delivery);
    }

    private Names(Supplier<Path> folder, Lookup lookup, Via via, Duration delivery) {
        Duration half = delivery.dividedBy(2);
        this.patience = half.compareTo(MOST_PATIENCE) < 0 ? half : MOST_PATIENCE;
        this.via = via;
        this.folder = folder;
        this.lookup = lookup;
    }

    /** Which way leads to them. */
    public Via via() {
        return via;
    }

    /**
     * The addresses of a host, each with its name.
     *
     * @throws UnknownHostException nobody knows it, and nobody ever did
     */
    public InetAddress[] of(String host) throws IOException {
        if (host.matches("[0-9.]+|.*:.*")) { // an address
            return InetAddress.getAllByName(host);
        }
        List<String> kept = kept(host);
        var search = new FutureTask<>(() -> lookup.of(host));
        var thread = new Thread(search, "look-up");
        thread.setDaemon(true);
        thread.start();
        try {
            InetAddress[] found =
                    kept.isEmpty() ? search.get() : search.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            keep(host, found);
            return found;
        } catch (ExecutionException | TimeoutException e) {
            if (kept.isEmpty()) {
                throw new UnknownHostException("no address is known for " + host);
            }
            return named(host, kept);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static InetAddress[] named(String host, List<String> kept) throws UnknownHostException {
        var addresses = new ArrayList<InetAddress>();
        for (String address : kept) {
            addresses.add(InetAddress.getByAddress(
                    host, InetAddress.getByName(address).getAddress()));
        }
        return addresses.toArray(InetAddress[]::new);
    }

    private Path file(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "_");
        return folder.get().resolve("address-of-" + name);
    }

    /** Numeric addresses; anything else in the file is damage. */
    private List<String> kept(String host) {
        try {
            return Files.readAllLines(file(host), StandardCharsets.US_ASCII).stream()
                    .filter(line -> line.matches("[0-9a-f:.]{3,45}"))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** A disk that is full costs nothing but this. */
    private void keep(String host, InetAddress[] found) {
        List<String> lines = Arrays.stream(found)
                .map(InetAddress::getHostAddress)
                .map(a -> a.replaceFirst("%.*", ""))
                .sorted()
                .toList();
        try {
            if (!lines.equals(kept(host))) {
                Path part = file(host)
                        .resolveSibling("part" + Thread.currentThread().getId());
                Files.write(part, lines, StandardCharsets.US_ASCII);
                Files.move(part, file(host), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException | UncheckedIOException e) {
            System.getLogger("plugin").log(System.Logger.Level.DEBUG, "addresses of {0} are not kept", host);
        }
    }
}
