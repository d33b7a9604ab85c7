package io.quarterdeck.scheduler;

/**
 * Pods of some sort, counted per value of a node label.
 *
 * @param key the label that names a node's domain
 * @param staying whether pods that terminate are left out
 */
record TopologyTerm(String key, PodMatcher matcher, boolean staying) {}
