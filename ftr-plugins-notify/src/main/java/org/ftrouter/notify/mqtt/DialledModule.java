// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.spi.NetworkModuleFactory;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.CheckedTls;
import org.ftrouter.notify.Dialler;
import org.jspecify.annotations.Nullable;

/**
 * The library's way to the broker, made of connections of ours, which can be ended at any time and go where they should.
 * Before the library has spoken it hears of no end: its threads are starting then and look every 100 ms whether the others
 * run, and would look for ever if one had begun and ended in between, at a broker that hangs up at once.
 */
final class DialledModule implements NetworkModule {
    /** The library's reader looks up so often. */
    private static final int READ_MILLISECONDS = 1000;

    /** Far more than the library needs to start. */
    private static final int MOST_SECONDS = 20;

    private final URI broker;
    private final Sockets sockets;
    private CountDownLatch spoken = new CountDownLatch(1);
    private @Nullable Socket socket;

    private DialledModule(URI broker, Sockets sockets) {
        this.broker = broker;
        this.sockets = sockets;
    }

    /** Carries what a connection takes through the library. */
    static final class Sockets extends SocketFactory {
        private final Dialler dialler;
        private final Optional<CheckedTls> encryption;
        private final Duration limit;

        /** Empty encryption: none. */
        Sockets(Dialler dialler, Optional<CheckedTls> encryption, Duration limit) {
            this.dialler = dialler;
            this.encryption = encryption;
            this.limit = limit;
        }

        private Socket dial(URI broker) throws IOException {
            String host = broker.getHost().replaceAll("[\\[\\]]", "");
            Socket connected = dialler.connect(host, broker.getPort(), limit, Steps.NONE);
            if (encryption.isEmpty()) {
                return connected;
            }
            SSLSocket encrypted = encryption.get().createSocket(connected, host, broker.getPort(), true);
            encrypted.startHandshake();
            return encrypted;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw new SocketException("dialled only");
        }

        @Override
        public Socket createSocket(String host, int port, java.net.InetAddress local, int localPort)
                throws IOException {
            throw new SocketException("dialled only");
        }

        @Override
        public Socket createSocket(java.net.InetAddress host, int port) throws IOException {
            throw new SocketException("dialled only");
        }

        @Override
        public Socket createSocket(java.net.InetAddress host, int port, java.net.InetAddress local, int localPort)
                throws IOException {
            throw new SocketException("dialled only");
        }
    }

    /** For the library, which finds it as a service, by the scheme of the broker's URL. */
    public static final class Factory implements NetworkModuleFactory {
        /** Such a URL is connected to by this. */
        static final String SCHEME = "ftr";

        /** For the library. */
        public Factory() {}

        @Override
        public Set<String> getSupportedUriSchemes() {
            return Set.of(SCHEME);
        }

        @Override
        public void validateURI(URI broker) {
            if (broker.getHost() == null || broker.getPort() < 0) {
                throw new IllegalArgumentException("no host and port");
            }
        }

        @Override
        public NetworkModule createNetworkModule(URI broker, MqttConnectOptions options, String clientId) {
            return new DialledModule(broker, (Sockets) options.getSocketFactory());
        }
    }

    @Override
    public void start() throws IOException {
        Socket made = sockets.dial(broker);
        made.setSoTimeout(READ_MILLISECONDS);
        socket = made;
        spoken = new CountDownLatch(1); // the library tries a second time, by an older version of the protocol
    }

    private Socket connected() throws IOException {
        Socket mine = socket;
        if (mine == null) {
            throw new SocketException("not connected");
        }
        return mine;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Ears(connected().getInputStream(), spoken);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new Mouth(connected().getOutputStream(), spoken);
    }

    private static final class Ears extends FilterInputStream {
        private final CountDownLatch spoken;

        private Ears(InputStream in, CountDownLatch spoken) {
            super(in);
            this.spoken = spoken;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int most) throws IOException {
            try {
                int count = in.read(bytes, from, most);
                if (count < 0) {
                    awaitSpoken();
                }
                return count;
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                awaitSpoken();
                throw e;
            }
        }

        @Override
        public int available() throws IOException {
            return spoken.getCount() > 0 ? 0 : in.available();
        }

        private void awaitSpoken() throws IOException {
            try {
                spoken.await(MOST_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }
    }

    private static final class Mouth extends FilterOutputStream {
        private final CountDownLatch spoken;

        private Mouth(OutputStream out, CountDownLatch spoken) {
            super(out);
            this.spoken = spoken;
        }

        @Override
        public void write(int one) throws IOException {
            spoken.countDown();
            out.write(one);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            spoken.countDown();
            out.write(bytes, from, count);
        }
    }

    @Override
    public void stop() throws IOException {
        Socket mine = socket;
        if (mine != null) {
            mine.close();
        }
    }

    @Override
    public String getServerURI() {
        return broker.toString();
    }
}
