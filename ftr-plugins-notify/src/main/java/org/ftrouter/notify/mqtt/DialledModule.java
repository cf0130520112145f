// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.spi.NetworkModuleFactory;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.CheckedTls;
import org.ftrouter.notify.Dialler;
import org.jspecify.annotations.Nullable;

/** The library's way to the broker, made of connections of ours, which can be ended at any time and go where they should. */
final class DialledModule implements NetworkModule {
    /** The library's reader looks up so often. */
    private static final int READ_MILLISECONDS = 1000;

    private final URI broker;
    private final Sockets sockets;
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
        return connected().getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return connected().getOutputStream();
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
