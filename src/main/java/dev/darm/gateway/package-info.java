/**
 * The way in from outside: the HTTP interface under {@code /darm} on the node's management port, its event stream, its
 * console page, and the actor behind them.
 *
 * <p>An <em>endpoint</em> is a method and a path ({@link dev.darm.gateway.Endpoint}; the same list as {@code openapi.yaml}).
 * The <em>port</em> ({@link dev.darm.gateway.GatewayPort}) is what endpoints ask of the node; {@link dev.darm.gateway.NodePort} asks the
 * node's actors for it.
 * A <em>receipt</em> says what became of a fed document.
 *
 * <p>Invariants: what changes anything needs the token; no body is taken in without a limit; a receipt says ACCEPTED only
 * after the document is durable; every error is JSON with a code, a message and what was expected.
 *
 * <p>Realises the outer ends of seed 002 §2 (query in, answer out, feedback). Read first: {@link
 * dev.darm.gateway.Endpoint}, then {@link dev.darm.gateway.GatewayPort}.
 */
@NullMarked
package dev.darm.gateway;

import org.jspecify.annotations.NullMarked;
