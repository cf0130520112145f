// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** A provider that was found, with what the engine keeps for it. Safe for all threads. */
final class Plugin {
    private final PluginKind kind;
    private final String type;
    private final Object factory;
    private final Optional<Path> jar;
    private final Lifetime lifetime;
    private final Boundary boundary;
    private final EngineContext context;
    private volatile boolean active;
    private boolean told;

    /**
     * A plugin.
     *
     * @param kind what it makes
     * @param type the word that names it
     * @param factory the provider itself, of the kind's service type
     * @param jar where it came from, empty if built in
     * @param lifetime of its class loader
     * @param quarantined called when it has failed too often
     */
    Plugin(
            PluginKind kind,
            String type,
            Object factory,
            Optional<Path> jar,
            PluginHost host,
            Lifetime lifetime,
            Consumer<Plugin> quarantined) {
        this.kind = kind;
        this.type = type;
        this.factory = factory;
        this.jar = jar;
        this.lifetime = lifetime;
        this.boundary = new Boundary(this, host.ticker(), quarantined);
        this.context = new EngineContext(this, host);
    }

    PluginKind kind() {
        return kind;
    }

    String type() {
        return type;
    }

    Object factory() {
        return factory;
    }

    Boundary boundary() {
        return boundary;
    }

    EngineContext context() {
        return context;
    }

    Lifetime lifetime() {
        return lifetime;
    }

    /** Whether it came in a jar: such a one may do anything, so the engine's own threads do not enter it. */
    boolean foreign() {
        return jar.isPresent();
    }

    /** Its class loader, which is also the context class loader of every call into it. */
    ClassLoader loader() {
        return factory.getClass().getClassLoader();
    }

    /** Something was made for a configuration, which is given back. */
    <T> T activated(T made) {
        active = true;
        return made;
    }

    /** Whether it is in use, came in a jar, and nobody has been told yet; from now on they have. */
    synchronized boolean starts() {
        boolean news = foreign() && active && !told;
        told |= news;
        return news;
    }

    private Optional<String> version() {
        return Optional.ofNullable(factory.getClass().getPackage().getImplementationVersion());
    }

    PluginInfo info() {
        PluginInfo.State used = active ? PluginInfo.State.ACTIVE : PluginInfo.State.IDLE;
        PluginInfo.State state = boundary.quarantine().isPresent() ? PluginInfo.State.QUARANTINED : used;
        return new PluginInfo(
                Optional.of(kind), type, version(), state, boundary.quarantine().orElse(""), jar);
    }

    /** For messages: {@code probe 'icmp' (built in)}. */
    @Override
    public String toString() {
        return kind.word() + " '" + type + "' (" + jar.map(Path::toString).orElse("built in") + ")";
    }
}
