/* What the two halves of the power-loss layer share: see image.c. */
#ifndef POWERLOSS_IMAGE_H
#define POWERLOSS_IMAGE_H

#include <stdint.h>
#include <sys/types.h>

/* The program under test must not meet these names. */
#pragma GCC visibility push(hidden)

/* A length in the log that says: the file was cut or grown to this offset. */
#define TRUNCATED UINT64_MAX

/* Opens a file past the interposed calls. */
int raw_open(const char *path, int flags, mode_t mode);

/* Notes that a range of the descriptor's file was written, if it is watched. */
void record(int fd, uint64_t offset, uint64_t length);

/* Notes a write at the descriptor's own position, which now stands behind it. */
void record_at_position(int fd, ssize_t written);

/* Brings a file's content, or a folder's names, into the durable image if `result` is 0; returns `result`. */
int synced(int fd, int result);

#pragma GCC visibility pop

#endif
