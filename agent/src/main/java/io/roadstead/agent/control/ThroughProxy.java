package io.roadstead.agent.control;

import io.roadstead.agent.config.ProxyRules;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the agent's HTTP client connect as {@link ProxyRules} say. */
final class ThroughProxy extends ProxySelector {
    private static final Logger log = LoggerFactory.getLogger(ThroughProxy.class);
    private static final int USUAL_PORT = 80;

    private final ProxyRules rules;

    ThroughProxy(ProxyRules rules) {
        this.rules = rules;
    }

    @Override
    public List<Proxy> select(URI target) {
        return List.of(rules.of(target)
                .map(proxy -> new Proxy(
                        Proxy.Type.HTTP,
                        InetSocketAddress.createUnresolved(
                                proxy.getHost(), proxy.getPort() < 0 ? USUAL_PORT : proxy.getPort())))
                .orElse(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI target, SocketAddress proxy, IOException failure) {
        log.warn("The proxy {} does not answer for {}", proxy, target, failure);
    }
}
