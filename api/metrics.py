"""What Prometheus sees; a registry for each app, so that two apps in one process do not mix."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """The numbers of one app. No label ever holds what a person wrote."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "tanya_http_requests_total",
            "Requests by method, route and status code.",
            ["method", "route", "code"],
            registry=self.registry,
        )
        self.answers = Counter(
            "tanya_answers_total", "Answers by status.", ["status"], registry=self.registry
        )
        self.seconds = Histogram(
            "tanya_answer_seconds",
            "Seconds from the question to the whole answer.",
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
            registry=self.registry,
        )
        self.streams = Gauge(
            "tanya_streams_open", "Event streams that are open.", registry=self.registry
        )
        self.running = Gauge(
            "tanya_answers_running", "Answers that are worked on.", registry=self.registry
        )
        self.busy = Counter(
            "tanya_busy_total", "Questions turned away, all places taken.", registry=self.registry
        )

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
