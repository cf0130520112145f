// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The program that runs in the LAN, the DMZ and the internet of the lab: server and client of the echo service. One
 * thread does all the network work.
 *
 * <p>Arguments: {@code tcp:PORT} and {@code udp:ADDRESS:PORT} to serve; {@code stay} to go on after the end of standard
 * input. Standard input has one command on each line:
 *
 * <pre>
 *   pace MILLISECONDS LIMIT 4|6|46    open a connection this often, each with this time limit; 0 stops
 *   hold ID tcp|udp ADDRESS PORT MILLISECONDS    a flow that asks this often
 *   release ID                   ends it
 *   ping ID ADDRESS MILLISECONDS
 *   quit
 * </pre>
 *
 * Standard output has one answer on each line ({@code nanos} are {@link System#nanoTime}):
 *
 * <pre>
 *   ready
 *   c START END DESTINATION SOURCE    a connection, answered; SOURCE is the asker's address as the server saw it
 *   f START END DESTINATION REASON    a connection, failed
 *   h ID NANOS SOURCE            a held flow got an answer
 *   x ID NANOS REASON            a held flow is broken
 *   p ID true|false
 * </pre>
 */
final class Agent {
    private final Selector selector = Selector.open();
    private final Queue<String[]> commands = new ConcurrentLinkedQueue<>();
    private final PrintStream out;
    private final Attempts attempts;
    private final Holds holds;
    private boolean running = true;

    private Agent(PrintStream out) throws IOException {
        this.out = out;
        this.attempts = new Attempts(selector, out);
        this.holds = new Holds(selector, out);
    }

    /** Runs until {@code quit} or the end of standard input. */
    public static void main(String[] args) throws IOException {
        var out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        var agent = new Agent(out);
        boolean stays = false;
        for (String arg : args) {
            if (arg.equals("stay")) {
                stays = true;
            } else {
                EchoService.open(agent.selector, arg);
            }
        }
        if (!stays) {
            agent.listen();
        }
        out.println("ready");
        agent.loop();
    }

    private void listen() {
        var reader = new Thread(this::readCommands, "commands");
        reader.setDaemon(true);
        reader.start();
    }

    private void readCommands() {
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line.split(" ", -1));
                selector.wakeup();
            }
        } catch (IOException e) {
            out.println("error " + e);
        }
        commands.add(new String[] {"quit"});
        selector.wakeup();
    }

    private void loop() throws IOException {
        while (running) {
            long before = System.nanoTime();
            long wait = Math.min(attempts.nextTurn(before), holds.nextTurn(before));
            selector.select(Math.max(1, wait / 1_000_000));
            long late = System.nanoTime() - before - wait - 50_000_000;
            if (late > 0) { // this program stood still: not the network's fault
                attempts.forgive(late);
            }
            for (SelectionKey key : selector.selectedKeys()) {
                ((Ready) key.attachment()).ready(key);
            }
            selector.selectedKeys().clear();
            for (String[] words = commands.poll(); words != null; words = commands.poll()) {
                obey(words);
            }
            attempts.turn(System.nanoTime());
            holds.turn(System.nanoTime());
        }
    }

    private void obey(String[] words) throws IOException {
        switch (words[0]) {
            case "pace" -> attempts.pace(Long.parseLong(words[1]), Long.parseLong(words[2]), words[3]);
            case "hold" -> holds.open(words);
            case "release" -> holds.release(words[1]);
            case "ping" -> new Thread(() -> ping(words), "ping").start();
            case "quit" -> running = false;
            default -> throw new IllegalArgumentException("no such command: " + String.join(" ", words));
        }
    }

    private void ping(String[] words) {
        boolean answered;
        try {
            answered = java.net.InetAddress.getByName(words[2]).isReachable(Integer.parseInt(words[3]));
        } catch (IOException e) {
            answered = false;
        }
        out.println("p " + words[1] + " " + answered);
    }
}
