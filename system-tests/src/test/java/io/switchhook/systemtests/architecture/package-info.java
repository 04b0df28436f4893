/** The law of the house as tests: floors, purity, sizes, names and public signatures, read from sources and class files of every module. */
package io.switchhook.systemtests.architecture;
