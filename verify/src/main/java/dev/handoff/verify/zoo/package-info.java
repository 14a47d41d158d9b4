/** The zoo: small programs, right and wrong in known ways, on which the checker is checked. */
package dev.handoff.verify.zoo;
