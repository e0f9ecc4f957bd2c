/** The whole house as its users meet it: the real AWS CLI, real containers, real kills. */
package io.roadstead.acceptance;
