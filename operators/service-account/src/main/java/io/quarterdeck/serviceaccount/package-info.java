/**
 * What every namespace has from the beginning, so that a pod in it can speak to the API: a ServiceAccount {@code default},
 * which pods run as unless they say otherwise, and a ConfigMap {@code kube-root-ca.crt} with the certificate authority that
 * the API's certificate is signed by.
 *
 * <p>Promised: both exist in every active namespace, come back when somebody deletes them, and the authority is put right
 * when somebody changes it. Nothing else of them is touched.
 */
@NullMarked
package io.quarterdeck.serviceaccount;

import org.jspecify.annotations.NullMarked;
