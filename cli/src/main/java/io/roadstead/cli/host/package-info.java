/** The host a command runs on: where data is kept, which server runs, external programs, the Docker Engine. */
package io.roadstead.cli.host;
