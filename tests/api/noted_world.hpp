// A world behind the API that writes down what it is asked for, and answers as the test has said.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/simulation.hpp"

namespace lockstep::api::test {

struct NotedWorld final : Simulation {
    std::vector<std::string> asked;
    std::optional<DoorNews> news;
    Result<engine::ListedCode, NotAdded> added = failure(NotAdded::no_room);
    std::vector<DoorOrder> orders;

    void set_online(engine::DeviceId, bool online) override { asked.push_back(online ? "online" : "offline"); }
    void set_connected(engine::AccountId, bool connected) override { asked.push_back(connected ? "back" : "cut"); }
    void remove_device(engine::DeviceId) override { asked.push_back("remove"); }
    void set_back(engine::DeviceId) override { asked.push_back("set back"); }
    std::optional<DoorNews> press(engine::DeviceId, std::string const& pin, DeviceAttemptId attempt) override {
        asked.push_back("press " + pin);
        if (news) news->attempt = attempt;
        return news;
    }
    std::optional<DoorNews> lock_by_hand(engine::DeviceId, DeviceAttemptId attempt) override {
        asked.push_back("lock");
        if (news) news->attempt = attempt;
        return news;
    }
    Result<engine::ListedCode, NotAdded> add_code(engine::DeviceId, engine::Pin pin, std::string const& name) override {
        asked.push_back("add " + pin.text() + " " + name);
        return added;
    }
    void order(DoorOrder const& order) override { orders.push_back(order); }
};

}  // namespace lockstep::api::test
