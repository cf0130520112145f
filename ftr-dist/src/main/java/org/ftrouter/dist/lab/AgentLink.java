// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.ftrouter.api.Family;

/** This end of an {@link Agent} that runs in a namespace. The agent ends when this process does. */
final class AgentLink implements AutoCloseable {
    private final Process process;
    private final OutputStream commands;
    private final Map<Integer, Flow> flows = new ConcurrentHashMap<>();
    private final Map<Integer, CompletableFuture<Boolean>> pings = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Consumer<Sample> samples;

    private AgentLink(Process process, Consumer<Sample> samples) {
        this.process = process;
        this.commands = process.getOutputStream();
        this.samples = samples;
    }

    /** The command that runs an agent, but for its arguments; it needs nothing but the JDK and this package. */
    static List<String> program() throws LabException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath().toString(),
                Agent.class.getName());
    }

    static Path classPath() throws LabException {
        try {
            return Path.of(AgentLink.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new LabException("cannot tell where this program's classes are: " + e.getMessage(), e);
        }
    }

    /** Starts an agent and waits until it serves. Samples arrive on a thread of the link. */
    static AgentLink start(Host host, Consumer<Sample> samples, List<String> arguments)
            throws LabException, InterruptedException {
        var command = new ArrayList<>(program());
        command.addAll(arguments);
        var builder = new ProcessBuilder(host.inside(command.toArray(String[]::new)))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        host.folder().resolve("agent-" + host.role() + ".log").toFile()));
        try {
            var link = new AgentLink(builder.start(), samples);
            var reader = new Thread(link::read, "lab agent " + host.role());
            reader.setDaemon(true);
            reader.start();
            if (!link.ready.await(Commands.LIMIT.toSeconds(), TimeUnit.SECONDS) || !link.process.isAlive()) {
                link.close();
                throw new LabException("the agent in " + host + " did not start; see " + host.folder());
            }
            return link;
        } catch (IOException e) {
            throw new LabException("cannot start the agent in " + host + ": " + e.getMessage(), e);
        }
    }

    /** Opens connections this often, of these families in turn; zero stops. */
    void pace(Duration every, Duration limit, Set<Family> families) throws LabException {
        String turns = (families.contains(Family.IPV4) ? "4" : "") + (families.contains(Family.IPV6) ? "6" : "");
        send("pace " + every.toMillis() + " " + limit.toMillis() + " " + turns);
    }

    Flow hold(String protocol, String address, int port, Duration every) throws LabException {
        int id = ids.incrementAndGet();
        var flow = new Flow(address, () -> release(id));
        flows.put(id, flow);
        send("hold " + id + " " + protocol + " " + address + " " + port + " " + every.toMillis());
        return flow;
    }

    /** Whether an address answers an ICMP echo within the limit. */
    boolean ping(String address, Duration limit) throws LabException, InterruptedException {
        int id = ids.incrementAndGet();
        var answer = new CompletableFuture<Boolean>();
        pings.put(id, answer);
        send("ping " + id + " " + address + " " + limit.toMillis());
        try {
            return answer.get(limit.toMillis() + Commands.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LabException("no word from the agent that pings " + address, e);
        }
    }

    private void release(int id) throws LabException {
        flows.remove(id);
        send("release " + id);
    }

    private synchronized void send(String command) throws LabException {
        try {
            commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
        } catch (IOException e) {
            throw new LabException("the agent has ended and cannot do: " + command, e);
        }
    }

    private void read() {
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            // closed by us
        } finally {
            ready.countDown();
            flows.values().forEach(flow -> flow.broke("the agent has ended"));
        }
    }

    private void take(String line) {
        String[] words = line.split(" ", 4);
        switch (words[0]) {
            case "ready" -> ready.countDown();
            case "h" -> flow(words[1]).answered(words[3], new Stamp(Long.parseLong(words[2])));
            case "x" -> flow(words[1]).broke(words[3]);
            case "p" -> pong(Integer.valueOf(words[1]), Boolean.valueOf(words[2]));
            default -> Sample.parse(line).ifPresent(samples);
        }
    }

    private void pong(Integer id, Boolean answered) {
        var waiting = pings.remove(id);
        if (waiting != null) {
            waiting.complete(answered);
        }
    }

    private Flow flow(String id) {
        return flows.getOrDefault(Integer.valueOf(id), Flow.NONE);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
