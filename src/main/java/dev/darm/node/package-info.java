/**
 * A node's life: its configuration, its start, its actors by role, its health and its end.
 *
 * <p>A <em>node</em> is one actor system that starts from one HOCON file ({@link dev.darm.node.NodeConfig}). A
 * <em>role</em> says what it does. <em>Bootstrap</em> is how the nodes of a deployment find each other and form one
 * cluster without a special node; the argument why they cannot form two stands in {@code application.conf}.
 *
 * <p>Invariants: no {@code darm.*} key is unknown or out of range once a node starts; beyond loopback nodes speak mutual
 * TLS unless the file declares the network trusted; a data folder belongs to one process and to one node; every failure
 * to start ends with a code of {@link dev.darm.node.ExitCode} and a sentence that says what to do.
 *
 * <p>Realises seed 000 §5.1 (node roles). Read first: {@link dev.darm.node.NodeConfig}, then {@code DarmNode}.
 */
@NullMarked
package dev.darm.node;

import org.jspecify.annotations.NullMarked;
