// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.control;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.engine.disk.FileFailure;

/**
 * Answers requests over a Unix stream socket: the client writes one line and reads until the end. The socket belongs to its
 * owner and group; at most {@value #CLIENTS} clients at once, each for {@value #SECONDS} seconds, and a line of at most
 * {@value #LINE} bytes.
 */
public final class ControlServer implements AutoCloseable {
    private static final int CLIENTS = 16;
    private static final int SECONDS = 15;
    private static final int LINE = 4096;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Logger LOG = LogManager.getLogger(ControlServer.class);

    private final Path path;
    private final ServerSocketChannel server;
    private final Function<String, String> answer;
    private final Semaphore clients = new Semaphore(CLIENTS);
    private final long seconds;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "control");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Listens at the path; a socket file left by a dead process is replaced.
     *
     * @throws IOException if it cannot listen there, or somebody else does
     */
    public ControlServer(Path path, Function<String, String> answer) throws IOException {
        this(path, answer, SECONDS);
    }

    ControlServer(Path path, Function<String, String> answer, long seconds) throws IOException {
        this.path = path;
        this.answer = answer;
        this.seconds = seconds;
        if (answers(path)) {
            throw new IOException("another instance answers at " + path + "; give this one its own with --socket");
        }
        if (Files.isRegularFile(path)) {
            throw new IOException(path + " is a file and no socket; it is left alone: give another path");
        }
        try {
            server = listening(path);
        } catch (IOException e) {
            throw new IOException(
                    "the control socket " + path + " cannot be made: " + FileFailure.why(e)
                            + "; run as root, or name another with --socket",
                    e);
        }
        threads.execute(() -> accept(server::accept));
    }

    private static ServerSocketChannel listening(Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.deleteIfExists(path);
        ServerSocketChannel made = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            made.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    private static boolean answers(Path path) {
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return other.isConnected();
        } catch (IOException e) {
            return false; // nothing there, or left by a dead process
        }
    }

    /** Who is to be served next. */
    interface Arrivals {
        SocketChannel next() throws IOException;
    }

    /** Until it is closed: what keeps it from accepting, such as too many open files, passes. */
    void accept(Arrivals arrivals) {
        boolean failing = false;
        while (true) {
            try {
                SocketChannel client = arrivals.next();
                failing = false;
                if (clients.tryAcquire()) {
                    threads.execute(() -> serve(client));
                } else {
                    client.close();
                }
            } catch (ClosedChannelException | RejectedExecutionException e) {
                LOG.debug("control socket closed");
                return;
            } catch (IOException e) {
                if (!failing) {
                    LOG.error("The control socket {} fails; 'ftr status' may not work: {}", path, e.toString());
                }
                failing = true;
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    private void serve(SocketChannel client) {
        var guard = java.util.concurrent.CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS, threads);
        try (client) {
            guard.execute(() -> close(client));
            var out = Channels.newOutputStream(client);
            out.write(answerTo(readLine(client)).getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException | RuntimeException e) {
            LOG.debug("control client", e);
        } finally {
            clients.release();
        }
    }

    /** A request that fails is answered, too: {@code {"error": why}}. */
    private String answerTo(String line) {
        try {
            return answer.apply(line);
        } catch (RuntimeException e) {
            LOG.error("The request '{}' at the control socket failed", line, e);
            var failure = new JsonObject();
            failure.addProperty("error", String.valueOf(e.getMessage()));
            return failure.toString();
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("closing a control client", e);
        }
    }

    private static String readLine(SocketChannel client) throws IOException {
        ByteBuffer line = ByteBuffer.allocate(LINE);
        while (line.hasRemaining()) {
            if (client.read(line) < 0 || line.get(line.position() - 1) == '\n') {
                break;
            }
        }
        return new String(line.array(), 0, line.position(), StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.debug("closing the control socket", e);
        }
        threads.shutdownNow();
    }
}
