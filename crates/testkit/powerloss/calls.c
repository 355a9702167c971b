/* The calls that write and sync, interposed: each does what it always does, then tells the image (image.c). */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "image.h"

int fsync(int fd)
{
	return synced(fd, (int)syscall(SYS_fsync, fd));
}

int fdatasync(int fd)
{
	return synced(fd, (int)syscall(SYS_fdatasync, fd));
}

/* A descriptor opened for synchronous writes makes each of them durable. */
static ssize_t wrote(int fd, ssize_t written)
{
	int saved = errno, flags = written > 0 ? fcntl(fd, F_GETFL) : 0;
	if (flags > 0 && flags & O_DSYNC)
		synced(fd, 0);
	errno = saved;
	return written;
}

static ssize_t wrote_at(int fd, ssize_t written, off_t offset)
{
	if (written > 0)
		record(fd, (uint64_t)offset, (uint64_t)written);
	return wrote(fd, written);
}

static ssize_t wrote_on(int fd, ssize_t written)
{
	if (written > 0)
		record_at_position(fd, written);
	return wrote(fd, written);
}

ssize_t write(int fd, const void *data, size_t length)
{
	return wrote_on(fd, syscall(SYS_write, fd, data, length));
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	return wrote_on(fd, syscall(SYS_writev, fd, parts, count));
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset)
{
	return wrote_at(fd, syscall(SYS_pwrite64, fd, data, length, offset), offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset)
{
	return pwrite64(fd, data, length, offset);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset)
{
	return wrote_at(fd, syscall(SYS_pwritev, fd, parts, count, offset, 0L), offset);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
	return pwritev64(fd, parts, count, offset);
}

ssize_t pwritev64v2(int fd, const struct iovec *parts, int count, off64_t offset, int flags)
{
	ssize_t written = syscall(SYS_pwritev2, fd, parts, count, offset, 0L, flags);
	return offset < 0 ? wrote_on(fd, written) : wrote_at(fd, written, offset);
}

ssize_t pwritev2(int fd, const struct iovec *parts, int count, off_t offset, int flags)
{
	return pwritev64v2(fd, parts, count, offset, flags);
}

ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t length, unsigned flags)
{
	ssize_t copied = syscall(SYS_copy_file_range, in, in_at, out, out_at, length, flags);
	return out_at ? wrote_at(out, copied, *out_at - copied) : wrote_on(out, copied);
}

ssize_t sendfile64(int out, int in, off64_t *offset, size_t length)
{
	return wrote_on(out, syscall(SYS_sendfile, out, in, offset, length));
}

ssize_t sendfile(int out, int in, off_t *offset, size_t length)
{
	return sendfile64(out, in, offset, length);
}

int ftruncate64(int fd, off64_t size)
{
	int result = (int)syscall(SYS_ftruncate, fd, size);
	if (result == 0)
		record(fd, (uint64_t)size, TRUNCATED);
	return result;
}

int ftruncate(int fd, off_t size)
{
	return ftruncate64(fd, size);
}

int truncate64(const char *path, off64_t size)
{
	int fd = raw_open(path, O_WRONLY, 0);
	if (fd < 0)
		return -1;
	int result = ftruncate64(fd, size);
	syscall(SYS_close, fd);
	return result;
}

int truncate(const char *path, off_t size)
{
	return truncate64(path, size);
}

/* A hole punched or a range zeroed is content like any other. */
int fallocate64(int fd, int mode, off64_t offset, off64_t length)
{
	int result = (int)syscall(SYS_fallocate, fd, mode, offset, length);
	if (result == 0)
		record(fd, (uint64_t)offset, (uint64_t)length);
	return result;
}

int fallocate(int fd, int mode, off_t offset, off_t length)
{
	return fallocate64(fd, mode, offset, length);
}

int posix_fallocate64(int fd, off64_t offset, off64_t length)
{
	int saved = errno, result = fallocate64(fd, 0, offset, length) == 0 ? 0 : errno;
	errno = saved;
	return result;
}

int posix_fallocate(int fd, off_t offset, off_t length)
{
	return posix_fallocate64(fd, offset, length);
}

static int opened(int fd, int flags)
{
	if (fd >= 0 && flags & O_TRUNC)
		record(fd, 0, TRUNCATED);
	return fd;
}

static mode_t mode_of(int flags, va_list *more)
{
	return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(*more, mode_t) : 0;
}

#define OPEN(name)                                                                       \
	int name(const char *path, int flags, ...)                                       \
	{                                                                                \
		va_list more;                                                            \
		va_start(more, flags);                                                   \
		mode_t mode = mode_of(flags, &more);                                     \
		va_end(more);                                                            \
		return opened((int)syscall(SYS_openat, AT_FDCWD, path, flags, mode), flags); \
	}

#define OPENAT(name)                                                                     \
	int name(int folder, const char *path, int flags, ...)                           \
	{                                                                                \
		va_list more;                                                            \
		va_start(more, flags);                                                   \
		mode_t mode = mode_of(flags, &more);                                     \
		va_end(more);                                                            \
		return opened((int)syscall(SYS_openat, folder, path, flags, mode), flags);   \
	}

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int creat64(const char *path, mode_t mode)
{
	return open64(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int creat(const char *path, mode_t mode)
{
	return creat64(path, mode);
}
