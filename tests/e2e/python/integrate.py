"""A telephone system and a desk in one short program, as somebody who integrates Usher would write
it. See docs/integrating/python.md for how the stubs are made and for the rules that it follows.

    python3 integrate.py --address 127.0.0.1:7420 --agency county
"""

import argparse
import queue
import sys
import threading
import time
import uuid

import grpc
from google.rpc import error_details_pb2, status_pb2
from usher.v1 import agent_pb2, agent_pb2_grpc, channel_pb2, channel_pb2_grpc
from usher.v1 import contact_pb2, contact_pb2_grpc, language_pb2, need_pb2

PATIENCE_S = 20


class Refused(Exception):
    """What Usher would not do, with a reason of its closed list (usher/v1/errors.proto)."""

    def __init__(self, reason, message):
        super().__init__(f"{reason}: {message}")
        self.reason = reason


def reason_of(error):
    """The ErrorInfo reason of a failed call; "" where it did not come from Usher."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                info = error_details_pb2.ErrorInfo()
                if detail.Unpack(info):
                    return info.reason
    return ""


class Stream:
    """One of Usher's streams: asks are answered by tag, everything else goes to `on_event`, which
    runs on a thread of its own and may ask in turn."""

    def __init__(self, method, message, on_event):
        self._message = message
        self._on_event = on_event
        self._outgoing = queue.SimpleQueue()
        self._events = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._last_tag = 0
        self._waiting = {}
        self._responses = method(iter(self._outgoing.get, None))
        self._ended = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._handle, daemon=True).start()

    def ask(self, **action):
        """Sends one message and returns the reply to it; raises Refused."""
        answer = queue.SimpleQueue()
        with self._lock:
            self._last_tag += 1
            tag = self._last_tag
            self._waiting[tag] = answer
        self._outgoing.put(self._message(tag=tag, **action))
        response = answer.get(timeout=PATIENCE_S)
        if response.HasField("refused"):
            raise Refused(response.refused.reason, response.refused.message)
        return response

    def tell(self, **action):
        """Sends one message that needs no reply."""
        self._outgoing.put(self._message(**action))

    def close(self):
        """Sends no more, and waits until Usher has ended the stream as well."""
        self._outgoing.put(None)
        self._ended.wait(PATIENCE_S)

    def _read(self):
        try:
            for response in self._responses:
                with self._lock:
                    answer = self._waiting.pop(response.tag, None)
                (answer or self._events).put(response)
        except grpc.RpcError as error:
            # A real integration connects again here, and says again what it holds.
            print(f"stream ended: {error.code().name} {reason_of(error)}", file=sys.stderr)
        self._events.put(None)
        self._ended.set()

    def _handle(self):
        for response in iter(self._events.get, None):
            self._on_event(response)


class TelephoneSystem:
    """Holds the calls. It says who is there and does what Usher tells it."""

    def __init__(self, channel, agency):
        self.agency = f"agencies/{agency}"
        self.name = f"{self.agency}/adapters/pbx"
        self.log = []
        stub = channel_pb2_grpc.ChannelServiceStub(channel)
        self.stream = Stream(stub.Attach, channel_pb2.AttachRequest, self._effect)
        # First of all: everybody who is on the line now. Nobody, as this program has just started.
        attached = self.stream.ask(attach=channel_pb2.AttachRequest.Hello(adapter=self.name))
        assert attached.HasField("attached")

    def call_arrives(self, call_id, languages=(), needs=()):
        contact = contact_pb2.Contact(
            channel=contact_pb2.PHONE,
            service=f"{self.agency}/services/benefits",
            adapter=self.name,
            languages=[
                language_pb2.LanguageOption(tag=tag, modality=language_pb2.MODALITY_SPOKEN)
                for tag in languages
            ],
            needs=[need_pb2.Need(code=code) for code in needs],
        )
        # The time at which the person first tried is what their place in line counts from.
        contact.origin_time.GetCurrentTime()
        request = contact_pb2.CreateContactRequest(
            parent=self.agency,
            contact_id=call_id,  # ours: the same call reported twice is one contact
            contact=contact,
            request_id=str(uuid.uuid4()),
        )
        return self.stream.ask(create=request).done

    def caller_hangs_up(self, name):
        request = contact_pb2.EndContactRequest(
            name=name,
            ended_by=contact_pb2.EndContactRequest.PERSON,
            request_id=str(uuid.uuid4()),
        )
        return self.stream.ask(end=request).done

    def _effect(self, response):
        kind = response.WhichOneof("event")
        if kind == "ring":
            self.log.append(("ring", response.ring.contact, response.ring.agent))
        elif kind == "stop_ringing":
            self.log.append(("stop", response.stop_ringing.contact, response.stop_ringing.agent))
        elif kind == "bridge":
            # The caller and the agent are put together, and that is reported.
            contact = response.bridge.contact
            self.log.append(("bridge", contact, response.bridge.agent))
            self.stream.ask(
                connect=contact_pb2.ConnectContactRequest(
                    name=contact, request_id=f"b-{contact}"[-64:]
                )
            )
        elif kind == "release":
            self.log.append(("release", response.release.name, ""))
        if response.sequence and kind in ("ring", "stop_ringing", "bridge", "release"):
            # Done: it need not be told again after the next attach.
            self.stream.tell(effect_done=response.sequence)


class Desk:
    """Two agents at work over one stream. `declines` says which agent gives which call back."""

    def __init__(self, channel, agency, agents, declines=()):
        self.agency = f"agencies/{agency}"
        self.declines = set(declines)
        self.answers = []
        self.completed = queue.SimpleQueue()
        stub = agent_pb2_grpc.AgentServiceStub(channel)
        self.stream = Stream(stub.Work, agent_pb2.WorkRequest, self._event)
        for agent in agents:
            name = f"{self.agency}/agents/{agent}"
            request = agent_pb2.SignInRequest(name=name, request_id=str(uuid.uuid4()))
            session = self.stream.ask(sign_in=request).done.session
            assert session.agent.state == agent_pb2.Agent.AVAILABLE

    def _event(self, response):
        kind = response.WhichOneof("event")
        if kind == "offer":
            self._on_offer(response.offer)
        elif kind == "contact" and response.contact.state == contact_pb2.Contact.CONNECTED:
            self._on_connected(response.contact)

    def _on_offer(self, offer):
        call = (offer.agent.split("/")[-1], offer.contact.split("/")[-1])
        answer = {"name": offer.name, "fence": offer.fence, "request_id": str(uuid.uuid4())}
        if call in self.declines:
            self.stream.ask(decline={**answer, "reason_code": "conflict_of_interest"})
            self.answers.append(("declined", *call))
            return
        try:
            self.stream.ask(accept=answer)
            self.answers.append(("accepted", *call))
        except Refused as refused:
            # The caller may have hung up a moment ago; nothing is wrong with that.
            if refused.reason not in ("OFFER_RESCINDED", "OFFER_EXPIRED"):
                raise

    def _on_connected(self, contact):
        # Here agent and caller talk.
        request = {"name": contact.name, "request_id": str(uuid.uuid4())}
        self.stream.ask(end={**request, "ended_by": contact_pb2.EndContactRequest.AGENT})
        request["request_id"] = str(uuid.uuid4())
        done = self.stream.ask(complete={**request, "outcome_code": "resolved"}).done.contact
        self.completed.put(done)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", default="127.0.0.1:7420")
    parser.add_argument("--agency", default="county")
    arguments = parser.parse_args()
    with grpc.insecure_channel(arguments.address) as channel:
        telephone = TelephoneSystem(channel, arguments.agency)
        # Nobody is at the desk yet: this caller loses patience.
        impatient = telephone.call_arrives("call-0")
        assert telephone.caller_hangs_up(impatient.name).state == contact_pb2.Contact.ABANDONED

        desk = Desk(channel, arguments.agency, ["ana", "ben"], declines=[("ana", "call-1")])
        calls = [
            telephone.call_arrives("call-1"),
            telephone.call_arrives("call-2", languages=["es"]),
            telephone.call_arrives("call-3", needs=[need_pb2.RTT]),
        ]
        served = {}
        deadline = time.monotonic() + PATIENCE_S
        while len(served) < len(calls):
            contact = desk.completed.get(timeout=deadline - time.monotonic())
            served[contact.name] = contact
        for call in calls:
            contact = served[call.name]
            agent = contact.agent.split("/")[-1]
            print(f"{call.name.split('/')[-1]} {call.reference}: {agent}, {contact.outcome_code}")

        # An error says what is wrong and why, for people and for programs.
        contacts = contact_pb2_grpc.ContactServiceStub(channel)
        try:
            contacts.GetContact(
                contact_pb2.GetContactRequest(name=f"{telephone.agency}/contacts/nobody"),
                timeout=PATIENCE_S,
            )
        except grpc.RpcError as error:
            print(f"nobody: {error.code().name} {reason_of(error)}")
        desk.stream.close()
        telephone.stream.close()
    return telephone, desk


if __name__ == "__main__":
    main()
