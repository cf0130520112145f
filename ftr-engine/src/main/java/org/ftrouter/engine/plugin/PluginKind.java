// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.route.RouteBackendFactory;

/** The three things a plugin can be, each with the service type its providers implement. */
public enum PluginKind {
    PROBE("probe", ProbeFactory.class),
    ROUTE("route", RouteBackendFactory.class),
    NOTIFIER("notify", NotifierFactory.class);

    private final String word;
    private final Class<?> factory;

    PluginKind(String word, Class<?> factory) {
        this.word = word;
        this.factory = factory;
    }

    /** The key of the configuration under which plugins of this kind are named; also what people call the kind. */
    public String word() {
        return word;
    }

    Class<?> factory() {
        return factory;
    }

    /** The word that a provider of this kind answers to. */
    String typeOf(Object provider) {
        if (provider instanceof ProbeFactory probe) {
            return probe.type();
        }
        return provider instanceof RouteBackendFactory route ? route.type() : ((NotifierFactory) provider).type();
    }
}
