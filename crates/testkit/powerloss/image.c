/*
 * What a disk would hold after a power cut, kept beside the real files while a program runs.
 *
 * Preloaded into a process tree, this records every write to a regular file below POWERLOSS_WATCH. The real
 * file gets the write as usual; a second image below POWERLOSS_DURABLE gets it only when the program asks for
 * durability: content at fsync or fdatasync of that file, names at fsync of their folder (or, for a file that
 * has no durable name yet, of the file itself). Nothing else counts, sync_file_range included.
 *
 * In POWERLOSS_DURABLE/.powerloss:
 *   objects/KEY  durable content of the file with that key (inode and time of birth)
 *   tree/        durable names: hard links to objects
 *   dirty/KEY    a log of what was written: pairs of offset and length, the length TRUNCATED for a new size
 *   done/KEY     how many bytes of that log are in the object; absent if the content was never made durable
 *
 * State lies in files, not in memory, because one process may sync what another wrote. Not modelled: writes
 * through shared mappings, and a folder's new name (its content stays under the old one).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "image.h"

#define KEY_BYTES 80

struct record {
	uint64_t offset;
	uint64_t length;
};

struct watched {
	char key[KEY_BYTES];
	char path[PATH_MAX];     /* below the watched folder; "" is the folder itself */
	uint64_t size;
	unsigned mode;
	int deleted;
};

static char watch[PATH_MAX];
static char image[PATH_MAX];

/* The layer must not fail in silence: a test would take it for lost, or for kept, data. */
static void die(const char *what, const char *name)
{
	dprintf(2, "powerloss: cannot %s %s: %s\n", what, name, strerror(errno));
	abort();
}

__attribute__((constructor)) static void start(void)
{
	const char *from = getenv("POWERLOSS_WATCH"), *to = getenv("POWERLOSS_DURABLE");
	if (!from || !to)
		return;
	if (!realpath(from, watch))
		die("find", from);
	char real[PATH_MAX];
	if (!realpath(to, real))
		die("find", to);
	if (snprintf(image, sizeof image, "%s/.powerloss", real) >= (int)sizeof image)
		die("use so long a path as", to);
}

static void in_image(char *out, const char *folder, const char *name)
{
	if (snprintf(out, PATH_MAX, "%s/%s/%s", image, folder, name) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		die("name", name);
	}
}

int raw_open(const char *path, int flags, mode_t mode)
{
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, mode);
}

static int ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);
	return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* SQLite rebuilds its shared index after a crash: it need not survive. */
static int left_out(const char *name)
{
	return ends_with(name, "-shm");
}

static void key_of(const struct statx *stat, char *key)
{
	int known = stat->stx_mask & STATX_BTIME;
	snprintf(key, KEY_BYTES, "%llu-%lld.%u", (unsigned long long)stat->stx_ino,
		 known ? (long long)stat->stx_btime.tv_sec : 0, known ? stat->stx_btime.tv_nsec : 0);
}

/* What the descriptor leads to, if that is a regular file or a folder that is watched. */
static int look(int fd, struct watched *file)
{
	struct statx stat;
	if (!watch[0] || syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &stat) != 0)
		return 0;
	if (!S_ISREG(stat.stx_mode) && !S_ISDIR(stat.stx_mode))
		return 0;
	char link[64], path[PATH_MAX];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t length = readlink(link, path, sizeof path - 1);
	if (length < 0)
		return 0;
	path[length] = 0;
	size_t root = strlen(watch);
	if (strncmp(path, watch, root) != 0 || (path[root] != '/' && path[root] != 0))
		return 0;
	file->deleted = stat.stx_nlink == 0;
	file->mode = stat.stx_mode;
	file->size = stat.stx_size;
	key_of(&stat, file->key);
	strcpy(file->path, path[root] == '/' ? path + root + 1 : "");
	return !left_out(file->path);
}

void record(int fd, uint64_t offset, uint64_t length)
{
	struct watched file;
	int saved = errno;
	if (look(fd, &file) && S_ISREG(file.mode)) {
		char log[PATH_MAX];
		struct record entry = { offset, length };
		in_image(log, "dirty", file.key);
		int out = raw_open(log, O_WRONLY | O_APPEND | O_CREAT, 0666);
		if (out < 0 || syscall(SYS_write, out, &entry, sizeof entry) != sizeof entry)
			die("write", log);
		syscall(SYS_close, out);
	}
	errno = saved;
}

void record_at_position(int fd, ssize_t written)
{
	int saved = errno;
	off_t behind = lseek(fd, 0, SEEK_CUR);
	if (written > 0 && behind >= written)
		record(fd, (uint64_t)(behind - written), (uint64_t)written);
	errno = saved;
}

/* Copies a range as far as the file goes. */
static void copy(int from, int to, uint64_t offset, uint64_t length, const char *name)
{
	char buffer[1 << 16];
	while (length > 0) {
		size_t step = length < sizeof buffer ? length : sizeof buffer;
		ssize_t count = pread(from, buffer, step, (off_t)offset);
		if (count < 0)
			die("read", name);
		if (count == 0)
			return;
		if (syscall(SYS_pwrite64, to, buffer, count, offset) != count)
			die("write", name);
		offset += (uint64_t)count;
		length -= (uint64_t)count;
	}
}

/* Brings what the log says since `done` into the object; returns how long the log is now. */
static uint64_t replay(int from, int object, int log, uint64_t done, const char *name)
{
	struct record entries[256];
	uint64_t end = done, smallest = TRUNCATED;
	ssize_t count;
	while ((count = pread(log, entries, sizeof entries, (off_t)end)) >= (ssize_t)sizeof *entries) {
		count -= count % (ssize_t)sizeof *entries;
		for (size_t at = 0; at < (size_t)count / sizeof *entries; at++)
			if (entries[at].length == TRUNCATED && entries[at].offset < smallest)
				smallest = entries[at].offset;
		end += (uint64_t)count;
	}
	struct stat stat;
	if (smallest != TRUNCATED && fstat(object, &stat) == 0 && (uint64_t)stat.st_size > smallest &&
	    syscall(SYS_ftruncate, object, smallest) != 0)
		die("cut", name);
	for (uint64_t at = done; at < end; at += (uint64_t)count) {
		count = pread(log, entries, sizeof entries, (off_t)at);
		if (count < (ssize_t)sizeof *entries)
			die("read the log of", name);
		count -= count % (ssize_t)sizeof *entries;
		for (size_t n = 0; n < (size_t)count / sizeof *entries && at + n * sizeof *entries < end; n++)
			if (entries[n].length != TRUNCATED)
				copy(from, object, entries[n].offset, entries[n].length, name);
	}
	return end;
}

/* Makes all folders above a name in the tree. */
static void make_folders(char *path)
{
	for (char *slash = path + strlen(image) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = 0;
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			die("make", path);
		*slash = '/';
	}
}

/* Gives an object a durable name, in place of what had it. */
static void name_object(const char *key, const char *path)
{
	char object[PATH_MAX], name[PATH_MAX], beside[PATH_MAX];
	in_image(object, "objects", key);
	in_image(name, "tree", path);
	make_folders(name);
	char unique[32];
	snprintf(unique, sizeof unique, "link-%ld", (long)syscall(SYS_gettid));
	in_image(beside, "done", unique);
	if (link(object, beside) != 0)
		die("link", object);
	if (rename(beside, name) != 0)
		die("name", name);
	/* A rename between two links of one file does nothing. */
	unlink(beside);
}

/* Content is durable as it is now; so is the name of a file that has none yet. */
static void sync_file(int fd, const struct watched *file)
{
	char path[PATH_MAX], link[64];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	int from = raw_open(link, O_RDONLY, 0);
	if (from < 0)
		die("read", file->path);
	in_image(path, "objects", file->key);
	int object = raw_open(path, O_RDWR | O_CREAT, file->mode & 07777);
	if (object < 0)
		die("open", path);
	if (flock(object, LOCK_EX) != 0)
		die("lock", path);
	in_image(path, "dirty", file->key);
	int log = raw_open(path, O_RDONLY | O_CREAT, 0666);
	in_image(path, "done", file->key);
	int state = raw_open(path, O_RDWR | O_CREAT, 0666);
	if (log < 0 || state < 0)
		die("open", path);
	uint64_t done = 0;
	int known = pread(state, &done, sizeof done, 0) == sizeof done;
	uint64_t end = replay(from, object, log, done, file->path);
	struct stat now;
	if (fstat(from, &now) != 0)
		die("look at", file->path);
	if (!known)
		copy(from, object, 0, (uint64_t)now.st_size, file->path);
	if (syscall(SYS_ftruncate, object, now.st_size) != 0 || fchmod(object, file->mode & 07777) != 0)
		die("resize", file->path);
	struct stat names;
	if (fstat(object, &names) == 0 && names.st_nlink == 1 && !file->deleted)
		name_object(file->key, file->path);
	if (syscall(SYS_pwrite64, state, &end, sizeof end, 0) != sizeof end)
		die("write", path);
	syscall(SYS_close, state);
	syscall(SYS_close, log);
	syscall(SYS_close, object);
	syscall(SYS_close, from);
}

static void remove_all(const char *path)
{
	DIR *folder = opendir(path);
	for (struct dirent *entry; folder && (entry = readdir(folder));) {
		char inner[PATH_MAX];
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) < (int)sizeof inner &&
		    unlink(inner) != 0)
			remove_all(inner);
	}
	if (folder)
		closedir(folder);
	rmdir(path);
}

static void join(char *out, const char *folder, const char *name)
{
	if (snprintf(out, PATH_MAX, "%s%s%s", folder, *folder ? "/" : "", name) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		die("name", name);
	}
}

/* One name of a synced folder: a file's object exists from now on, empty if its content was never synced. */
static void sync_name(int folder, const char *path, const char *name)
{
	struct statx stat;
	char relative[PATH_MAX], key[KEY_BYTES], object[PATH_MAX], target[PATH_MAX];
	if (syscall(SYS_statx, folder, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &stat) != 0)
		return; /* gone meanwhile */
	join(relative, path, name);
	in_image(target, "tree", relative);
	if (S_ISDIR(stat.stx_mode)) {
		make_folders(target);
		mkdir(target, stat.stx_mode & 07777);
		chmod(target, stat.stx_mode & 07777);
	} else if (S_ISLNK(stat.stx_mode)) {
		char to[PATH_MAX] = { 0 };
		if (readlinkat(folder, name, to, sizeof to - 1) > 0 && symlink(to, target) != 0 && errno != EEXIST)
			die("link", target);
	} else if (S_ISREG(stat.stx_mode) && !left_out(name)) {
		struct stat there, wanted;
		key_of(&stat, key);
		in_image(object, "objects", key);
		int made = raw_open(object, O_WRONLY | O_CREAT, stat.stx_mode & 07777);
		if (made < 0 || fstat(made, &wanted) != 0)
			die("open", object);
		syscall(SYS_close, made);
		if (lstat(target, &there) != 0 || there.st_ino != wanted.st_ino)
			name_object(key, relative);
	}
}

/* The folder's names are durable as they are now. */
static void sync_folder(int fd, const struct watched *file)
{
	char target[PATH_MAX], name[PATH_MAX];
	in_image(target, "tree", file->path);
	make_folders(target);
	mkdir(target, 0700);
	chmod(target, file->mode & 07777);
	int again = (int)syscall(SYS_openat, fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *real = again < 0 ? NULL : fdopendir(again);
	if (!real)
		die("list", file->path);
	for (struct dirent *entry; (entry = readdir(real));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			sync_name(dirfd(real), file->path, entry->d_name);
	DIR *durable = opendir(target);
	for (struct dirent *entry; durable && (entry = readdir(durable));) {
		struct stat stat;
		if (fstatat(dirfd(real), entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) == 0)
			continue;
		join(name, target, entry->d_name);
		if (unlink(name) != 0)
			remove_all(name);
	}
	if (durable)
		closedir(durable);
	closedir(real);
}

int synced(int fd, int result)
{
	struct watched file;
	int saved = errno;
	if (result == 0 && look(fd, &file)) {
		if (S_ISDIR(file.mode))
			sync_folder(fd, &file);
		else
			sync_file(fd, &file);
	}
	errno = saved;
	return result;
}
