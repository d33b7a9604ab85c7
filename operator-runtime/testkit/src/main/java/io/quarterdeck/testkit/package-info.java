/**
 * A cluster in one thread: operators run as they do in production, on an API that lives in memory, in virtual time, with
 * whatever the world may do to them, all drawn from one seed.
 *
 * <p>The idea: the control loop never waits in a thread; everything is a task. So a {@link
 * io.quarterdeck.testkit.Simulation} may run the tasks of all operators one at a time in any order that concurrency could
 * produce, jump over idle time, lose watches, refuse writes, lose answers, and kill an operator between any two calls. A
 * failure names its seed, and the seed repeats it exactly.
 *
 * <p>{@link io.quarterdeck.testkit.SimulatedApi} keeps what operators rely on: revisions, refused stale writes, watches
 * that resume, finalizers, graceful deletion. It knows nothing of schemas, defaults and validation.
 */
@NullMarked
package io.quarterdeck.testkit;

import org.jspecify.annotations.NullMarked;
