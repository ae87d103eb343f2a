/* A disk that keeps only what was synced, and that can refuse the k-th thing asked of it.

   Loaded before the C library (LD_PRELOAD); looks only at files in the folder JIFEN_DISK.
   - disk_mirror(folder, pipe): from now on each fsync or fdatasync that succeeds copies the file,
     as it then is, into `folder` under its own name, and says "s NAME" down the pipe. What the
     copies hold is what a power cut leaves.
   - disk_fail(k, error): the k-th write, sync, truncation or renaming from now on fails with
     `error`; 0 lets all succeed. disk_asked() says how many there were since. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char mirror[PATH_MAX];
static int told = -1;
static long asked, refused;
static int refusal;

#define NEXT(type, name, ...) \
    static type (*next)(__VA_ARGS__); \
    if (!next) next = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

void disk_mirror(const char *folder, int pipe) {
    snprintf(mirror, sizeof mirror, "%s", folder);
    told = pipe;
}

void disk_fail(long k, int error) { asked = 0; refused = k; refusal = error; }

long disk_asked(void) { return asked; }

static int inside(const char *path) {
    const char *folder = getenv("JIFEN_DISK");
    return folder && !strncmp(path, folder, strlen(folder));
}

static int named(int fd, char *path) {
    char link[64];
    int kept = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, PATH_MAX - 1);
    errno = kept;
    if (size <= 0) return 0;
    path[size] = 0;
    return inside(path);
}

static int fails(void) {
    if (++asked != refused) return 0;
    errno = refusal;
    return 1;
}

static int fails_on(int fd) {
    char path[PATH_MAX];
    return refused && named(fd, path) && fails();
}

static ssize_t plainly(int fd, const void *data, size_t size) {
    NEXT(ssize_t, write, int, const void *, size_t);
    return next(fd, data, size);
}

static void keep(int fd) {
    char path[PATH_MAX], copy[2 * PATH_MAX], partial[2 * PATH_MAX], data[65536];
    if (!*mirror || !named(fd, path)) return;
    const char *name = strrchr(path, '/') + 1;
    struct stat about;
    if (fstat(fd, &about) || !S_ISREG(about.st_mode)) return; /* a folder's own sync */
    int in = open(path, O_RDONLY);
    if (in < 0) return; /* its name is gone already */
    snprintf(copy, sizeof copy, "%s/%s", mirror, name);
    snprintf(partial, sizeof partial, "%s/.%s", mirror, name);
    int out = open(partial, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    ssize_t size;
    while ((size = read(in, data, sizeof data)) > 0)
        if (plainly(out, data, size) != size) abort();
    close(in);
    close(out);
    rename(partial, copy);
    size = snprintf(data, sizeof data, "s %s\n", name);
    if (plainly(told, data, size) != size) abort();
}

int fsync(int fd) {
    NEXT(int, fsync, int);
    if (fails_on(fd)) return -1;
    int done = next(fd);
    if (!done) keep(fd);
    return done;
}

int fdatasync(int fd) {
    NEXT(int, fdatasync, int);
    if (fails_on(fd)) return -1;
    int done = next(fd);
    if (!done) keep(fd);
    return done;
}

ssize_t write(int fd, const void *data, size_t size) {
    return fails_on(fd) ? -1 : plainly(fd, data, size);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    NEXT(ssize_t, pwrite64, int, const void *, size_t, off64_t);
    return fails_on(fd) ? -1 : next(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }

int ftruncate64(int fd, off64_t size) {
    NEXT(int, ftruncate64, int, off64_t);
    return fails_on(fd) ? -1 : next(fd, size);
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int rename(const char *from, const char *to) {
    NEXT(int, rename, const char *, const char *);
    return refused && inside(to) && fails() ? -1 : next(from, to);
}
