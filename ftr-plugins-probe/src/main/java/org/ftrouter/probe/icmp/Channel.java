// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import java.net.BindException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.linux.IcmpEcho;
import org.ftrouter.linux.IcmpMessage;
import org.ftrouter.linux.IcmpSocket;
import org.ftrouter.linux.IcmpSocket.Received;
import org.ftrouter.linux.LinuxException;
import org.ftrouter.linux.LinuxSocket;
import org.ftrouter.linux.Poller;
import org.ftrouter.probe.icmp.IcmpCounters.Event;
import org.jspecify.annotations.Nullable;

/** The socket of one path and what was asked through it. Opens its socket anew whenever that may help. */
final class Channel {
    private static final long BOUND_CHECK = 1_000_000_000;

    /** Messages read before other channels and deadlines have their turn. */
    private static final int MOST_AT_ONCE = 256;

    private final Path path;
    private final Poller poller;
    private final Tokens tokens;
    private final IcmpCounters counters;
    private final Questions questions;

    /** The identifier used towards each target, until a question goes unanswered: some router may have lost it. */
    private final Map<InetAddress, Integer> identifiers = new HashMap<>();

    private @Nullable IcmpSocket socket;
    private long boundAt;
    private long usedAt;

    Channel(Path path, Poller poller, Tokens tokens, IcmpCounters counters) {
        this.path = path;
        this.poller = poller;
        this.tokens = tokens;
        this.counters = counters;
        this.questions = new Questions(tokens.next16());
    }

    /** Sends the question, or settles it at once if our own side is broken. */
    void ask(Question question) {
        usedAt = Ticker.SYSTEM.nanos();
        try {
            if (questions.full()) {
                throw new BindException("too many questions are under way");
            }
            send(question);
            questions.add(question);
            counters.add(Event.SENT);
        } catch (BindException e) {
            counters.add(Event.NOT_SENT);
            question.settle(ProbeResult.inconclusive(
                    "cannot ask " + question.target().getHostAddress() + " through " + path + ": " + e.getMessage()));
        }
    }

    private void send(Question question) throws BindException {
        IcmpSocket used = socket;
        if (used == null || (usedAt - boundAt > BOUND_CHECK && !stillBound(used))) {
            trySend(reopen(), question);
            return;
        }
        try {
            trySend(used, question);
        } catch (BindException e) {
            if (e.getCause() instanceof LinuxException cause && cause.errno() == LinuxException.EAGAIN) {
                throw e; // the queue is full; a new socket would not be better
            }
            trySend(reopen(), question); // the device may have been made anew
        }
    }

    private boolean stillBound(IcmpSocket used) {
        boundAt = usedAt;
        return used.bound();
    }

    private void trySend(IcmpSocket through, Question question) throws BindException {
        InetAddress target = question.target();
        int identifier =
                through.identifier().orElseGet(() -> identifiers.computeIfAbsent(target, t -> tokens.next16()));
        var echo = new IcmpEcho(
                identifier,
                questions.nextSequence(),
                tokens.next(),
                question.asker().size());
        question.sent(echo, Ticker.SYSTEM.nanos());
        through.send(target, echo);
    }

    /** Replaces the socket. If that fails nothing can be received any more, and what waits is settled. */
    private IcmpSocket reopen() throws BindException {
        if (socket != null) {
            drain(socket, true);
        }
        boolean keepsReplies = socket == null || socket.identifier().isEmpty();
        closeSocket();
        try {
            IcmpSocket opened = LinuxSocket.icmp(path);
            poller.add(opened, this::read);
            socket = opened;
            boundAt = Ticker.SYSTEM.nanos();
            if (!keepsReplies) {
                settleWaiting("socket of " + path + " was opened anew");
            }
            return opened;
        } catch (BindException e) {
            settleWaiting("socket of " + path + " is lost: " + e.getMessage());
            throw e;
        }
    }

    /** Takes what has come in. */
    private void read() {
        if (socket == null || drain(socket, false)) {
            return;
        }
        try {
            reopen();
        } catch (BindException e) {
            return; // what waits has been told; the next question tries again
        }
    }

    /**
     * Takes what has come in; false if the socket failed.
     *
     * @param all otherwise it ends with the answer to the newest question: mostly there is nothing behind it, and if there
     *     is, the poller says so without a system call for each socket
     */
    private boolean drain(IcmpSocket from, boolean all) {
        try {
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                Optional<Received> received = from.receive();
                if (received.isEmpty()) {
                    return true;
                }
                take(received.get());
                if (!all && !questions.newestWaits()) {
                    return true;
                }
            }
            return true;
        } catch (LinuxException e) {
            return false;
        }
    }

    private void take(Received received) {
        IcmpMessage message = received.message();
        switch (message.kind()) {
            case REPLY -> takeReply(received, message.echo().orElseThrow());
            case ERROR -> takeError(received, message.echo().orElseThrow());
            case UNPROVEN_ERROR -> counters.add(Event.UNPROVEN);
            case MALFORMED -> counters.add(Event.MALFORMED);
            case OTHER -> {}
        }
    }

    private void takeReply(Received received, IcmpEcho echo) {
        Question question = questions.find(echo.sequence());
        Event event = question == null ? Event.FOREIGN : question.judgeReply(echo, received.source());
        counters.add(event);
        if (question != null && (event == Event.ANSWERED || event == Event.LATE)) {
            question.answer(Ticker.SYSTEM.nanos(), received.age());
        }
    }

    private void takeError(Received received, IcmpEcho quoted) {
        Question question = questions.find(quoted.sequence());
        IcmpMessage message = received.message();
        Event event = question == null
                ? Event.FOREIGN
                : question.judgeError(quoted, message.target().orElseThrow());
        counters.add(event);
        if (question != null && event == Event.UNREACHABLE && question.waiting()) {
            identifiers.remove(question.target());
            question.settle(ProbeResult.noReply(received.source().getHostAddress() + " says that "
                    + question.target().getHostAddress() + " cannot be reached: " + message.text()));
        }
    }

    /** The question's time is over. Its target gets another identifier; a datagram socket must be another for that. */
    void expire(Question question) {
        question.expire();
        identifiers.remove(question.target());
        boolean fixedIdentifier = socket != null && socket.identifier().isPresent();
        if (fixedIdentifier && questions.waiting().isEmpty()) {
            closeSocket();
        }
    }

    /** Settles what the probe has asked here. */
    void forget(IcmpProbe probe) {
        for (Question question : questions.waiting()) {
            if (question.asker() == probe) {
                question.settle(ProbeResult.inconclusive("the probe was closed"));
            }
        }
    }

    /** Closes the socket if it was not used since then and waits for nothing. */
    boolean closeIfIdle(long then) {
        boolean idle = usedAt - then < 0 && questions.waiting().isEmpty();
        if (idle) {
            closeSocket();
        }
        return idle;
    }

    /** Settles what waits and closes the socket. */
    void close(String reason) {
        closeSocket();
        settleWaiting(reason);
    }

    private void settleWaiting(String reason) {
        questions.waiting().forEach(question -> question.settle(ProbeResult.inconclusive(reason)));
    }

    private void closeSocket() {
        if (socket != null) {
            poller.remove(socket);
            socket.close();
            socket = null;
        }
    }
}
