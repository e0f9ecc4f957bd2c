/** Who may: every call's demands judged by the policies of whoever signed it, and a record of what was denied. */
@org.jspecify.annotations.NullMarked
package io.roadstead.services.identity.gate;
